import { describe, expect, it } from 'vitest';
import {
  faultWall,
  goodFrames,
  ollamaWire,
  openAIWire,
  startFaultyServer,
  type WallFault,
  type WireEncoder,
} from '../../src/index.js';
import { type BareAnswer, send } from '../bare-client.js';

const wires: readonly (readonly [string, WireEncoder, string])[] = [
  ['openAIWire', openAIWire, '/v1/chat/completions'],
  ['ollamaWire', ollamaWire, '/api/chat'],
];

const everyFault = Object.entries(faultWall).flatMap(([row, faults]) =>
  faults.map((fault) => [row, fault.name, fault] as const),
);

/** Those that take their time, or as much memory as there is. */
const isLong = ({ timer }: WallFault) => timer !== undefined;

async function play(fault: WallFault, wire: WireEncoder, path: string): Promise<BareAnswer> {
  await using server = await startFaultyServer(fault, { wire });
  const body = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true };
  const hangUpAfter = isLong(fault) ? { ms: 1_000 } : { bytes: 100_000 };
  return await send(`${server.baseUrl}${path}`, { body, hangUpAfter });
}

it('says which fault it does not know', async () => {
  const misspelt = 'cutMidStraem' as 'cutMidStream';
  await expect(startFaultyServer(misspelt)).rejects.toThrow('There is no fault "cutMidStraem"');
});

describe('the wall of faults', () => {
  it('names each fault of a row but once', () => {
    const names = everyFault.map(([row, name]) => `${row} ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  describe.each(wires)('in the dialect %s', (_, wire, path) => {
    const playable = everyFault.filter(([, , fault]) => fault.isPlayableIn(wire));

    it.each(playable)('%s: %s', async (_row, _name, fault) => {
      const { status, text, error } = await play(fault, wire, path);
      const saysContent = text.includes('"Hel"');
      if (fault.code !== undefined && fault.when === 'before-content') expect(saysContent).toBe(false);
      if (fault.code !== undefined && fault.when === 'after-content') expect(saysContent).toBe(true);
      // Something has come, or it was cut off.
      expect(status > 0 || error !== undefined).toBe(true);
    });

    it('refuses in its own words', async () => {
      const [fault] = faultWall.F11;
      const { body } = wire.failure({ code: 'AUTH_FAILED' }) ?? {};
      expect(JSON.parse((await play(fault, wire, path)).text)).toEqual(JSON.parse(JSON.stringify(body)));
    });

    it('breaks off its own events', async () => {
      const { text } = await play(faultWall.F20[0], wire, path);
      const frames = goodFrames(['Hel', 'lo', ' there', '!'], wire);
      expect(frames.join('').startsWith(text)).toBe(true);
      expect(text).toContain('there');
    });
  });

  it('can be played by the id of a row, which is its first fault', async () => {
    await using server = await startFaultyServer('F20', { wire: ollamaWire });
    const { text, error } = await send(`${server.baseUrl}/api/chat`, { body: { model: 'm' } });
    expect(error?.code).toBe('ECONNRESET');
    expect(JSON.parse(text.split('\n')[0] ?? '')).toMatchObject({ message: { content: 'Hel' }, done: false });
  });

  it('says what a dialect has no words for', async () => {
    const mute: WireEncoder = { ...openAIWire, failure: () => undefined };
    expect(faultWall.F9[0].isPlayableIn(mute)).toBe(false);
    await expect(startFaultyServer(faultWall.F9[0], { wire: mute })).rejects.toThrow(
      'OpenAI-style SSE has no words for CONTEXT_LENGTH_EXCEEDED.',
    );
  });
});
