import { type ChatResponse, ProviderError } from '@modelport/core';
import { startFakeOllama, startFaultyServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { AnswerReader } from '../src/from-wire.js';
import { readWholeText } from '../src/whole-answer.js';
import { testProvider } from './support/provider.js';
import { type Answer, last, lines, piece, startServer } from './support/server.js';

/** What reading a body gives. */
function read(body: string, forcesCall = false) {
  const reader = new AnswerReader({
    forcesCall,
    includeRaw: true,
    warn: () => undefined,
    toError: (said) => new ProviderError({ code: 'BACKEND_ERROR', message: JSON.stringify(said) }),
  });
  readWholeText(body, reader);
  return { events: reader.take(), failure: reader.failure };
}

async function ask(answer: Answer): Promise<ChatResponse> {
  await using server = await startServer({ '/api/chat': answer });
  return await testProvider(server).chat('Hi');
}

describe('a whole answer', () => {
  it('is asked for in one piece, and read as one', async () => {
    const call = { id: 'call_1', function: { index: 0, name: 'clock', arguments: { zone: 'UTC' } } };
    const message = { content: 'Let me see.', thinking: 'Which clock?', tool_calls: [call] };
    await using server = await startServer({
      '/api/chat': { body: last({ message, prompt_eval_count: 3, eval_count: 5, eval_duration: 2e6 }) },
    });
    const response = await testProvider(server).chat('Hi');
    expect(server.bodies('/api/chat')).toMatchObject([{ stream: false }]);
    expect(response.message.content).toMatchObject([
      { type: 'reasoning', text: 'Which clock?' },
      { type: 'text', text: 'Let me see.' },
      { type: 'tool-call', id: 'call_1', name: 'clock', arguments: { zone: 'UTC' } },
    ]);
    expect(response).toMatchObject({ model: 'm', finishReason: 'tool-calls', rawFinishReason: 'stop' });
    expect(response.usage).toMatchObject({ inputTokens: 3, outputTokens: 5 });
    expect(response.timings).toMatchObject({ outputMs: 2, outputTokensPerSecond: 2_500 });
  });

  it('is one raw event, where those are asked for', () => {
    const answer = last({ message: { content: 'Hi' }, unknown: [1] });
    const { events, failure } = read(JSON.stringify(answer));
    expect(failure).toBeUndefined();
    expect(events.filter(({ type }) => type === 'raw')).toEqual([{ type: 'raw', data: answer }]);
  });

  it('may be written over several lines', async () => {
    const body = `${JSON.stringify(last({ message: { content: 'Hi' } }), undefined, 2)}\n`;
    expect(await ask({ body })).toMatchObject({ text: 'Hi', warnings: [] });
  });

  it('that was forced is a call', () => {
    const content = '{"name":"clock","parameters":{"zone":"UTC"}}';
    const { events } = read(JSON.stringify(last({ message: { content } })), true);
    expect(events).toContainEqual({ type: 'tool-call-start', part: 0, id: '', name: 'clock' });
    expect(events).toContainEqual({ type: 'tool-call-delta', part: 0, argumentsDelta: '{"zone":"UTC"}' });
    expect(events.at(-1)).toMatchObject({ finishReason: 'tool-calls' });
  });

  it('that was forced and is no call is text, however long it is', () => {
    for (const content of ['{"name":"a\\x","parameters":{}}', `{"name":"${'\n'.repeat(9_000_000)}`]) {
      const { events, failure } = read(JSON.stringify(last({ message: { content } })), true);
      expect(failure).toBeUndefined();
      expect(events.flatMap((event) => (event.type === 'text-delta' ? event.text === content : []))).toEqual([
        true,
      ]);
    }
  });

  it('comes in lines where log probabilities are asked for: joined, those of thoughts are among them', async () => {
    await using server = await startFakeOllama({ reply: { thinking: ['Hm'], text: ['Hi', ' all'] } });
    const provider = testProvider(server, { model: 'thinking-fake' });
    const { logprobs = [], reasoning } = await provider.chat({ messages: 'Hi', logprobs: true });
    expect(server.requests.map(({ body }) => body)).toMatchObject([{ stream: true, logprobs: true }]);
    expect([reasoning, logprobs.map(({ token }) => token)]).toEqual(['Hm', ['Hi', ' all']]);
    await provider.chat({ messages: 'Hi', extraBody: { logprobs: true } });
    expect(server.requests.at(-1)?.body).toMatchObject({ stream: true });
  });
});

describe('a whole answer that comes in lines unasked', () => {
  it('is read to its last line', async () => {
    const answer = lines(piece({ content: 'Hel' }), piece({ content: 'lo' }), last(), { error: 'late' });
    for (const body of [String(answer.body), `\n${answer.body}`])
      expect(await ask({ body })).toMatchObject({ text: 'Hello', finishReason: 'stop', warnings: [] });
  });

  it('is cut where it has no last one, or half a one', () => {
    const line = JSON.stringify(piece({ content: 'Hi' }));
    for (const body of [line, `${line}\n`, `${line}\n${JSON.stringify(last()).slice(0, 30)}`])
      expect(read(body).failure).toMatchObject({ code: 'STREAM_INTERRUPTED', retryable: true });
  });

  it('may tell of an error', () => {
    const { failure } = read(lines(piece({ content: 'Hi' }), { error: 'no memory' }).body as string);
    expect(failure).toMatchObject({ code: 'BACKEND_ERROR', message: expect.stringContaining('no memory') });
  });
});

describe('a body that is no whole answer', () => {
  it.each([
    ['an error', { error: 'the model has crashed' }, 'BACKEND_ERROR', /crashed/],
    ['an answer that is not done', piece({ content: 'Hi' }), 'STREAM_INTERRUPTED', /cut/],
    ['other JSON', { choices: [] }, 'RESPONSE_INVALID', /JSON that is no answer\. Is baseUrl/],
    ['a list', [], 'RESPONSE_INVALID', /JSON that is no answer/],
    ['nothing', '', 'RESPONSE_INVALID', /an empty body\. Is baseUrl/],
    ['a page', '<html>\n<title>Sign in</title>\n</html>', 'RESPONSE_INVALID', /an HTML page, "Sign in"/],
    ['half a text', '{"model":"m","message":{"con', 'RESPONSE_INVALID', /broken JSON/],
    ['events', 'data: {"choices":[]}\n\n', 'RESPONSE_INVALID', /no JSON/],
  ])('is an error: %s', (_, body, code, message) => {
    const { events, failure } = read(typeof body === 'string' ? body : JSON.stringify(body));
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(events.filter(({ type }) => type === 'finish')).toEqual([]);
  });

  it.each([
    ['its length', 'content-length: 500\r\n\r\n', ''],
    ['its last chunk', 'transfer-encoding: chunked\r\n\r\n1f4\r\n', '\r\n'],
  ])('breaks off before %s', async (_, framing, end) => {
    const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${framing}`;
    const bytes = `${head}${JSON.stringify(last())}${end}`;
    await using server = await startFaultyServer([[{ do: 'send', bytes }, { do: 'end' }]]);
    await expect(testProvider(server).chat('Hi')).rejects.toMatchObject({ code: 'STREAM_INTERRUPTED' });
  });

  it('is asked for again, as nothing of it was shown', async () => {
    let count = 0;
    await using server = await startServer({
      '/api/chat': () => ({
        body: count++ === 0 ? piece({ content: 'Hi' }) : last({ message: { content: 'Hello' } }),
      }),
    });
    const { text, attempts } = await testProvider(server, { maxRetries: 1 }).chat('Hi');
    expect([text, attempts.map(({ code }) => code)]).toEqual(['Hello', ['STREAM_INTERRUPTED', undefined]]);
  });
});
