import {
  type Capture,
  captures,
  everyTwoWaySplit,
  loadCapture,
  startReplayServer,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { connect } from './support/provider.js';
import { ofType, readAnswer } from './support/read-answer.js';

const text = ({ body }: Capture) => new TextDecoder().decode(body);
const streams = captures({ path: '/v1/messages', stream: true });
const plain = captures({ path: '/v1/messages', stream: false }).filter(({ status }) => status === 200);

describe('a recorded stream of a real llama-server', () => {
  it.each(streams)('gives the same events wherever its bytes are split: $name', ({ body }) => {
    const whole = JSON.stringify(readAnswer([body]));
    for (const pieces of everyTwoWaySplit(body)) {
      if (JSON.stringify(readAnswer(pieces)) !== whole) {
        expect.fail(`other events when split after ${pieces[0]?.length} bytes`);
      }
    }
  });

  it('gives its text, its usage with the cached tokens, and its end', () => {
    const { events, failure, warnings } = readAnswer([loadCapture('llamacpp/messages-stream').body]);
    expect([failure, warnings]).toEqual([undefined, []]);
    const said = ofType(events, 'text-delta').map((delta) => delta.text);
    expect(said.join('')).toBe(
      'Hello! I am a tiny model inside a real server, and this is all that I can say.',
    );
    expect(ofType(events, 'usage').at(-1)?.usage).toMatchObject({
      ...{ inputTokens: 13, cachedInputTokens: 12, outputTokens: 20 },
    });
    expect(events.at(-1)).toEqual({ type: 'finish', finishReason: 'stop', rawFinishReason: 'end_turn' });
  });

  it('gives a call of a tool in pieces', () => {
    const { events } = readAnswer([loadCapture('llamacpp/messages-tools-stream').body]);
    expect(ofType(events, 'tool-call-start')).toMatchObject([{ part: 0, name: 'get_weather' }]);
    const pieces = ofType(events, 'tool-call-delta').map(({ argumentsDelta }) => argumentsDelta);
    expect(JSON.parse(pieces.join(''))).toEqual({ city: 'Paris', days: 4 });
    expect(events.at(-1)).toMatchObject({ finishReason: 'tool-calls', rawFinishReason: 'tool_use' });
  });
});

describe('a recorded plain answer', () => {
  it.each(plain)('is read as a stream is, from a server that does not stream: $name', async (capture) => {
    const wanted = JSON.parse(text(capture));
    await using server = await startReplayServer(capture);
    const provider = connect({ baseUrl: server.baseUrl, apiKey: 'none' });
    const answer = await provider.chat('Hi');
    const said = wanted.content.filter(({ type }: { type: string }) => type === 'text');
    expect(answer.text).toBe(said.map((block: { text: string }) => block.text).join(''));
    const calls = wanted.content.filter(({ type }: { type: string }) => type === 'tool_use');
    expect(answer.toolCalls.map((call) => call.arguments)).toEqual(
      calls.map(({ input }: { input: unknown }) => input),
    );
    expect(answer).toMatchObject({ id: wanted.id, model: wanted.model, rawFinishReason: wanted.stop_reason });
    expect(answer.usage.outputTokens).toBe(wanted.usage.output_tokens);
  });

  it('keeps the text at which it stopped', () => {
    const { events } = readAnswer([loadCapture('llamacpp/messages-stop').body]);
    expect(events.at(-1)).toMatchObject({
      providerData: { type: 'anthropic', data: { stop_sequence: ' 7' } },
    });
  });
});

describe('a recorded refusal', () => {
  it.each([
    ['error-context-messages', 'CONTEXT_LENGTH_EXCEEDED', false],
    ['error-messages-no-messages', 'BACKEND_ERROR', true],
    ['key-missing-messages', 'AUTH_FAILED', false],
  ])('has its code: %s', async (name, code, retryable) => {
    await using server = await startReplayServer(loadCapture(`llamacpp/${name}`));
    const asked = connect({ baseUrl: server.baseUrl, apiKey: 'none' }).chat('Hi');
    await expect(asked).rejects.toMatchObject({ code, retryable });
  });

  it('of a server that loads its model is waited for', async () => {
    await using server = await startReplayServer(loadCapture('llamacpp/loading-messages'));
    const asked = connect({ baseUrl: server.baseUrl, apiKey: 'none' }).chat('Hi', { timeout: 200 });
    await expect(asked).rejects.toMatchObject({ code: 'TIMEOUT', attempts: [{ code: 'MODEL_LOADING' }] });
  });
});
