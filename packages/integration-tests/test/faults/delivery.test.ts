import { gzipSync } from 'node:zlib';
import type { ChatEvent } from '@modelport/core';
import {
  type Fault,
  faults,
  piecesOf,
  type Step,
  sendChunks,
  startFaultyServer,
  wholeStream,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { frame } from './support/frames.js';
import { failureOf, readStream } from './support/read-stream.js';
import { onBothTransports } from './support/transports.js';

const said = ['Grüße, ', '世界', ' 👩‍👩‍👧 ', '\u2028 \\ "x"', ' ∎'];
const delta = (fields: object) => ({ choices: [{ delta: fields }] });
const call = (more: object) => delta({ tool_calls: [{ index: 0, ...more }] });
const lines = [
  { id: 'chatcmpl-1', model: 'faulty', ...delta({ role: 'assistant', content: '' }) },
  delta({ reasoning_content: 'Hm… 🤔' }),
  ...said.map((content) => delta({ content })),
  call({ id: 'call_1', function: { name: 'add', arguments: '{"a":' } }),
  call({ function: { arguments: '"ü"}' } }),
  { choices: [{ delta: {}, finish_reason: 'tool_calls' }] },
  { choices: [], usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 } },
].map((event) => JSON.stringify(event));

/** The same answer in every form that an event stream can have. */
const forms: Readonly<Record<string, string>> = {
  plain: [...lines, '[DONE]'].map(frame).join(''),
  'with CRLF': [...lines, '[DONE]'].map((line) => `data: ${line}\r\n\r\n`).join(''),
  'with CR': [...lines, '[DONE]'].map((line) => `data: ${line}\r\r`).join(''),
  'without a space after the colon': [...lines, '[DONE]'].map((line) => `data:${line}\n\n`).join(''),
  'with a byte order mark': `\uFEFF${[...lines, '[DONE]'].map(frame).join('')}`,
  'with comments': `: hello\n\n${[...lines, '[DONE]'].map((line) => `: wait\n\n${frame(line)}`).join('')}`,
  'with ids, names and retries': [...lines, '[DONE]']
    .map((line, index) => `id: ${index}\nevent: message\nretry: 5\n${frame(line)}`)
    .join(''),
  'with data on two lines': [...lines, '[DONE]']
    .map((line) => frame(line.replace('"choices"', '\ndata: "choices"')))
    .join(''),
  'with empty events': [...lines, '[DONE]'].map((line) => `data:\n\n\n\n${frame(line)}`).join(''),
};

/** Everything but what differs from run to run. */
function shape(events: readonly ChatEvent[]): readonly unknown[] {
  const whole: ChatEvent[] = [];
  for (const event of events) whole.push(event.type === 'start' ? { ...event, headers: {} } : event);
  return whole;
}

onBothTransports({ concurrent: true }, (connect) => {
  async function eventsOf(fault: Fault): Promise<readonly unknown[]> {
    await using server = await startFaultyServer(fault);
    const { events, response } = await readStream(connect(server).stream('Hi'));
    expect(response?.text).toBe(said.join(''));
    return shape(events);
  }

  describe('F25: however the bytes arrive, the events are the same', () => {
    it('are those that were sent', async () => {
      await using server = await startFaultyServer(
        faults.inPieces({ body: forms['plain'], size: 1_000_000 }),
      );
      const { response } = await readStream(connect(server).stream('Hi'));
      expect(response).toMatchObject({
        text: said.join(''),
        reasoning: 'Hm… 🤔',
        toolCalls: [{ id: 'call_1', name: 'add', arguments: { a: 'ü' } }],
        finishReason: 'tool-calls',
        usage: { inputTokens: 9, outputTokens: 4, totalTokens: 13 },
        warnings: [],
      });
    });

    it.each(Object.entries(forms))('%s, at once and byte by byte', async (_, body) => {
      const expected = await eventsOf(faults.inPieces({ body: forms['plain'], size: 1_000_000 }));
      expect(await eventsOf(faults.inPieces({ body, size: 1_000_000 }))).toEqual(expected);
      expect(await eventsOf(faults.inPieces({ body, size: 1 }))).toEqual(expected);
    });

    it.each([2, 3, 5, 7, 64, 1_000])('in pieces of %i bytes', async (size) => {
      const expected = await eventsOf(faults.inPieces({ body: forms['plain'], size: 1_000_000 }));
      expect(await eventsOf(faults.inPieces({ body: forms['plain'], size }))).toEqual(expected);
    });

    it('compressed without having been asked, at once and byte by byte', async () => {
      const expected = await eventsOf(faults.inPieces({ body: forms['plain'], size: 1_000_000 }));
      const [head] = faults.gzipped()[0] as Extract<Fault[number], readonly unknown[]>;
      const bytes = gzipSync(forms['plain'] ?? '');
      for (const size of [bytes.length, 1]) {
        const end = wholeStream([]).slice(1);
        const script = [...(head ? [head] : []), ...sendChunks(piecesOf(bytes, size)), ...end];
        expect(await eventsOf([script])).toEqual(expected);
      }
    });
  });

  describe('F26: very much', () => {
    it('is read whole where it is one event of 10 MB', async () => {
      await using server = await startFaultyServer('hugeFrame');
      expect((await readStream(connect(server).stream('Hi'))).text.length).toBe(10_000_000);
    });

    it('is given up where a line has no end', async () => {
      await using server = await startFaultyServer('endlessLine');
      const error = await failureOf(connect(server).stream('Hi'));
      expect(error).toMatchObject({ code: 'RESPONSE_INVALID', retryable: false });
      const [connection] = server.connections;
      expect((await connection?.closed)?.by).toBe('client');
      expect(connection?.bytesSent).toBeLessThan(64 * 1024 * 1024);
      expect(server.requests).toHaveLength(1);
    });

    it('is not read ahead of its consumer', async () => {
      // In large pieces, which fill the buffers of both sockets soon.
      const [script] = faults.endlessStream() as [readonly Step[]];
      const inLargePieces = script.map((step) =>
        step.do === 'repeat' ? { ...step, bytes: Buffer.from(step.bytes).toString().repeat(500) } : step,
      );
      await using server = await startFaultyServer([inLargePieces]);
      const iterator = connect(server).stream('Hi')[Symbol.asyncIterator]();
      await iterator.next();
      const [connection] = server.connections;
      const sent = async (): Promise<number> => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return connection?.bytesSent ?? 0;
      };
      // The buffers fill up; then nothing more is sent, however often one looks.
      let before = 0;
      for (let unchanged = 0; unchanged < 10; ) {
        const now = await sent();
        expect(now).toBeLessThan(64 * 1024 * 1024);
        unchanged = now === before ? unchanged + 1 : 0;
        before = now;
      }
      expect(before).toBeGreaterThan(0);
      await iterator.return?.();
      expect((await connection?.closed)?.by).toBe('client');
    });

    it('is ended by the total timer where the answer has no end', async () => {
      await using server = await startFaultyServer('endlessStream');
      const stream = connect(server).stream('Hi', { timeout: 2_000 });
      let pieces = 0;
      const reading = (async () => {
        for await (const _ of stream.text) pieces++;
      })();
      await expect(reading).rejects.toMatchObject({ code: 'TIMEOUT', timer: 'total' });
      expect(pieces).toBeGreaterThan(0);
      await expect(stream.response).rejects.toMatchObject({
        partial: { text: expect.stringMatching(/^Hello there!/) },
      });
      expect((await server.connections[0]?.closed)?.by).toBe('client');
    });
  });
});
