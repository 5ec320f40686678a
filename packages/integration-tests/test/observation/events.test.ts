import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogObserver, createProvider, type ObserveEvent } from '@modelport/core';
import '@modelport/provider-openai-compatible';
import { afterAll, beforeAll, expect, it } from 'vitest';

const head = { id: 'chatcmpl-9', object: 'chat.completion.chunk', created: 1, model: 'small-2026-01-01' };
const delta = { role: 'assistant', content: 'Secret answer' };
const events = [
  { choices: [{ index: 0, delta, finish_reason: 'stop' }] },
  { choices: [], usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 } },
];
let refusals = 0;

/** Refuses as often as asked for, then streams one answer. */
const server = createServer((request, response) => {
  request.resume();
  if (refusals-- > 0) {
    response.writeHead(429, { 'content-type': 'application/json', 'retry-after-ms': '1' });
    response.end('{"error":{"message":"Slower."}}');
    return;
  }
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'x-request-id': 'req_7',
    'x-ratelimit-remaining-requests': '41',
  });
  for (const event of events) response.write(`data: ${JSON.stringify({ ...head, ...event })}\n\n`);
  response.end('data: [DONE]\n\n');
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it('tells an observer and the log of a call over a real connection, and nothing of its content', async () => {
  refusals = 1;
  const seen: ObserveEvent[] = [];
  const lines: string[] = [];
  const log = createLogObserver({ level: 'debug', write: (line) => void lines.push(line) });
  const { port } = server.address() as AddressInfo;
  const provider = createProvider('openai-compatible', {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    apiKey: 'sk-live-4f9a',
    model: 'small',
    observe: (event) => {
      seen.push(event);
      log(event);
    },
  });
  const request = { messages: 'Secret question', temperature: 0.5, stop: 'Secret stop' };
  const { usage } = await provider.stream(request, { requestId: 'r-1' }).response;
  expect(seen.map(({ type, attempt }) => `${type} ${attempt}`)).toEqual([
    'call-start 0',
    'attempt-start 1',
    'attempt-end 1',
    'retry 1',
    'attempt-start 2',
    'response 2',
    'first-content 2',
    'attempt-end 2',
    'call-end 2',
  ]);
  const told = {
    id: 'chatcmpl-9',
    model: 'small-2026-01-01',
    requestId: 'req_7',
    rateLimit: { requests: { remaining: 41 } },
  };
  expect(seen[0]).toMatchObject({ settings: { temperature: 0.5, inputs: 1 } });
  expect(seen.find(({ type }) => type === 'response')).toMatchObject({ response: told });
  expect(seen.at(-1)).toMatchObject({ response: { ...told, finishReason: 'stop' }, usage });
  expect(usage).toMatchObject({ inputTokens: 100, outputTokens: 20, cost: null });
  for (const event of seen)
    expect(event).toMatchObject({ baseUrl: provider.baseUrl, requestId: 'r-1', operation: 'stream' });
  expect(lines).toHaveLength(seen.length);
  expect(lines[3]).toMatch(
    /^modelport warn: openai-compatible stream small \[r-1\]: attempt 1 failed, .*RATE_LIMITED/,
  );
  expect(lines.at(-1)).toMatch(/^modelport info: .*finished: \d+ ms, stop, 100 tokens in, 20 tokens out$/);
  expect(JSON.stringify([seen, lines])).not.toMatch(/Secret|sk-live/);
});
