import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../src/contract.js';
import { answering, finish, read, reasoning, text, toolCall, typesOf } from '../support/scripted.js';

const data = { type: 'scripted', data: { signature: 'x' } };

describe('the start of an answer', () => {
  it('comes once, right before the first content, with all that start events have told', async () => {
    const provider = answering(
      [{ type: 'start', id: 'r1', headers: { 'x-a': '1' } }],
      [{ type: 'start', id: undefined, model: 'm1' }],
      [text('Hi'), finish()],
    );
    const { items } = await read(provider.stream('x'));
    expect(items[0]).toEqual({ type: 'start', id: 'r1', model: 'm1', headers: { 'x-a': '1' } });
    expect(items.map(({ type }) => type)).toEqual(['start', 'text-delta', 'part-end', 'finish']);
  });

  it('is there even where the driver gave none, and in an answer without content', async () => {
    expect(await typesOf(answering([text('Hi'), finish()]).stream('x'))).toEqual([
      'start',
      'text-delta',
      'part-end',
      'finish',
    ]);
    expect(await typesOf(answering([finish()]).stream('x'))).toEqual(['start', 'finish']);
  });

  it('lets progress through before it and keeps everything else back', async () => {
    const progress: ChatEvent = { type: 'progress', processedTokens: 1, totalTokens: 2 };
    const provider = answering(
      [{ type: 'start', id: 'r1' }],
      [progress],
      [{ type: 'raw', data: 1 }, { type: 'source', url: 'https://a.example' }, text('')],
      [text('Hi'), finish()],
    );
    expect(await typesOf(provider.stream('x'))).toEqual([
      'progress',
      'start',
      'raw',
      'source',
      'text-delta',
      'part-end',
      'finish',
    ]);
  });

  it('still learns from a start event that comes late', async () => {
    const provider = answering([text('Hi')], [{ type: 'start', id: 'late' }, finish()]);
    const stream = provider.stream('x');
    expect((await typesOf(stream)).filter((type) => type === 'start')).toHaveLength(1);
    expect((await stream.response).id).toBe('late');
  });
});

describe('text and reasoning', () => {
  it('are joined by part, in the order of the parts, however they interleave', async () => {
    const provider = answering(
      [reasoning('Let ', 0), text('Hel', 1), reasoning('me see', 0)],
      [text('lo', 1), text(' again', 3), finish()],
    );
    const response = await provider.chat('x');
    expect(response.text).toBe('Hello again');
    expect(response.reasoning).toBe('Let me see');
    expect(response.message.content).toEqual([
      { type: 'reasoning', text: 'Let me see' },
      { type: 'text', text: 'Hello' },
      { type: 'text', text: ' again' },
    ]);
  });

  it('leaves an empty part out of the message and tells nothing of it', async () => {
    const stream = answering([text('', 0), reasoning('', 1), text('Hi', 2), finish()]).stream('x');
    const { items } = await read(stream);
    expect(items.map(({ type }) => type)).toEqual(['start', 'text-delta', 'part-end', 'finish']);
    const response = await stream.response;
    expect(response.message.content).toEqual([{ type: 'text', text: 'Hi' }]);
    expect(response).not.toHaveProperty('reasoning');
  });

  it('keeps an empty part that brings provider data', async () => {
    const stream = answering([
      reasoning('', 0),
      { type: 'part-end', part: 0, providerData: data },
      text('Hi', 1),
      finish(),
    ]).stream('x');
    const { items } = await read(stream);
    // One empty delta tells what kind of part it is.
    expect(items.slice(1, 3)).toEqual([reasoning('', 0), { type: 'part-end', part: 0, providerData: data }]);
    expect((await stream.response).message.content).toEqual([
      { type: 'reasoning', text: '', providerData: data },
      { type: 'text', text: 'Hi' },
    ]);
  });

  it('collects log probabilities, those of a token without text too', async () => {
    const token = (name: string) => ({ token: name, logprob: -1 });
    const stream = answering([
      { type: 'text-delta', part: 0, text: '', logprobs: [token('\\xf0')] },
      { type: 'text-delta', part: 0, text: 'a', logprobs: [token('a')] },
      finish(),
    ]).stream('x');
    const { items } = await read(stream);
    expect(items.filter(({ type }) => type === 'text-delta')).toHaveLength(2);
    expect((await stream.response).logprobs).toEqual([token('\\xf0'), token('a')]);
  });
});

describe('the end of parts', () => {
  it('comes once for each part: where the driver says, else in order right before the finish', async () => {
    const stream = answering([
      text('a', 0),
      text('b', 1),
      ...toolCall(2, 'c1', 'add', '{}'),
      { type: 'part-end', part: 1 },
      { type: 'part-end', part: 1 },
      { type: 'part-end', part: 9 },
      finish(),
    ]).stream('x');
    const { items } = await read(stream);
    const ends = items.filter(({ type }) => type === 'part-end' || type === 'tool-call');
    expect(ends).toMatchObject([
      { type: 'part-end', part: 1 },
      { type: 'part-end', part: 0 },
      { type: 'tool-call', part: 2 },
      { type: 'part-end', part: 2 },
    ]);
    expect(items.at(-1)?.type).toBe('finish');
  });
});

describe('files, opaque pieces and sources', () => {
  it('keep their place in the message', async () => {
    const file = { type: 'file', data: 'aGk=', mediaType: 'text/plain' } as const;
    const response = await answering([
      text('See', 0),
      { type: 'file', part: 1, file },
      { type: 'opaque', part: 2, providerData: data },
      { type: 'source', url: 'https://a.example', part: 0 },
      finish(),
    ]).chat('x');
    expect(response.message.content).toEqual([
      { type: 'text', text: 'See' },
      file,
      { type: 'opaque', providerData: data },
    ]);
    expect(response.sources).toEqual([{ type: 'source', url: 'https://a.example', part: 0 }]);
  });
});

describe('usage', () => {
  it('is told once, before the finish: later values replace earlier ones, raw objects are merged', async () => {
    const stream = answering(
      [{ type: 'usage', usage: { inputTokens: 9, cachedInputTokens: 4, raw: { a: 1, b: 1 } } }, text('Hi')],
      [
        { type: 'usage', usage: { inputTokens: 10, outputTokens: 2, totalTokens: undefined, raw: { b: 2 } } },
        finish(),
      ],
    ).stream('x');
    const { items } = await read(stream);
    const usage = {
      inputTokens: 10,
      cachedInputTokens: 4,
      outputTokens: 2,
      totalTokens: 12,
      raw: { a: 1, b: 2 },
      cost: null,
    };
    expect(items.slice(-2)).toEqual([{ type: 'usage', usage }, finish()]);
    expect((await stream.response).usage).toEqual(usage);
  });

  it('is absent where the backend did not say', async () => {
    const stream = answering([text('Hi'), finish()]).stream('x');
    expect(await typesOf(stream)).not.toContain('usage');
    expect((await stream.response).usage).toEqual({ cost: null });
  });

  it('keeps a total that the backend gave, and makes none of one half', async () => {
    const usageOf = async (usage: object) =>
      (await answering([{ type: 'usage', usage }, finish()]).chat('x')).usage;
    expect(await usageOf({ inputTokens: 1, outputTokens: 1, totalTokens: 9 })).toMatchObject({
      totalTokens: 9,
    });
    expect(await usageOf({ inputTokens: 1 })).toEqual({ inputTokens: 1, cost: null });
  });
});

describe('an event of a kind that core does not know', () => {
  it('is handed on in its place, before the answer and in its midst', async () => {
    const later = { type: 'later-kind', part: 0 } as unknown as ChatEvent;
    const stream = answering([later], [text('Hi'), later], [later], [finish()]).stream('x');
    expect(await typesOf(stream)).toEqual([
      ...['start', 'later-kind', 'text-delta', 'later-kind', 'later-kind', 'part-end', 'finish'],
    ]);
    expect((await stream.response).text).toBe('Hi');
  });
});

describe('the finish', () => {
  it('is the last event: what follows it is not told', async () => {
    const stream = answering([text('Hi'), finish(), finish('length'), text(' you')], [text('!')]).stream('x');
    expect(await typesOf(stream)).toEqual(['start', 'text-delta', 'part-end', 'finish']);
    expect(await stream.response).toMatchObject({ text: 'Hi', finishReason: 'stop' });
  });

  it('brings its timings and data into the response', async () => {
    const response = await answering([
      text('Hi'),
      { type: 'finish', finishReason: 'stop', timings: { outputMs: 5, totalMs: 1 }, providerData: data },
    ]).chat('x');
    expect(response.providerData).toEqual(data);
    expect(response.timings).toMatchObject({ outputMs: 5 });
    expect(response.timings?.firstContentMs).toBeGreaterThanOrEqual(0);
    expect(response.timings?.totalMs).toBeGreaterThanOrEqual(response.timings?.firstContentMs ?? 0);
  });
});
