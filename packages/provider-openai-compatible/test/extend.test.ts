import type { ChatEvent } from '@modelport/core';
import {
  faults,
  loadCapture,
  startFakeOpenAIServer,
  startFaultyServer,
  startReplayServer,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { createOpenAICompatibleDriver, type OpenAICompatibleDriverOptions } from '../src/extend.js';
import { allEvents, testCall } from './support/call-context.js';
import { ask } from './support/create-driver.js';

const extended = (baseUrl: string, options: Partial<OpenAICompatibleDriverOptions>) =>
  createOpenAICompatibleDriver({ baseUrl, context: { name: 'mine', type: 'mine' }, ...options });

describe('a driver that builds on this one', () => {
  it('may change the body, which extraBody overrules', async () => {
    await using server = await startFakeOpenAIServer({ apiKey: null, extraFields: ['cache_prompt', 'mode'] });
    const driver = extended(server.baseUrl, {
      editBody(body, request) {
        body['cache_prompt'] = true;
        body['mode'] = 'edited';
        expect(body.messages).toHaveLength(request.messages.length);
      },
    });
    await driver.chat(ask('Hi', { extraBody: { mode: 'extra' } }), testCall());
    expect(server.requests[0]?.body).toMatchObject({ cache_prompt: true, mode: 'extra' });
  });

  it('may read fields of its own into events, timings and usage', async () => {
    await using server = await startReplayServer(loadCapture('llamacpp/chat-stream-timings'));
    const driver = extended(`${server.baseUrl}/v1`, {
      createExtras: () => (answer) => {
        const timings = answer['timings'] as { predicted_ms: number; predicted_n: number } | undefined;
        return (
          timings && {
            timings: { outputMs: timings.predicted_ms, raw: timings },
            usage: {
              outputTokens: timings.predicted_n,
              cost: { total: 0, currency: 'USD', source: 'local' },
            },
            events: [{ type: 'progress', processedTokens: timings.predicted_n, totalTokens: 9 } as ChatEvent],
          }
        );
      },
    });
    const events = await allEvents(driver.stream(ask('Hi'), testCall()));
    expect(events.at(-1)).toMatchObject({ type: 'finish', timings: { outputMs: expect.any(Number) } });
    expect(events).toContainEqual({
      type: 'usage',
      usage: { outputTokens: expect.any(Number), cost: { total: 0, currency: 'USD', source: 'local' } },
    });
    expect(events.some(({ type }) => type === 'progress')).toBe(true);
  });

  it('has a reader of its own for each answer', async () => {
    await using server = await startFakeOpenAIServer({ apiKey: null });
    const counts: number[] = [];
    const driver = extended(server.baseUrl, {
      createExtras() {
        let count = 0;
        return () => {
          counts.push(++count);
          return undefined;
        };
      },
    });
    await driver.chat(ask('Hi'), testCall());
    await driver.chat(ask('Hi'), testCall());
    expect(counts).toEqual([1, 1]);
  });

  it('may give errors codes of its own, in a status and in a stream', async () => {
    const mapError: OpenAICompatibleDriverOptions['mapError'] = (error, body) =>
      JSON.stringify(body).includes('The server had an error')
        ? { code: 'MINE', message: `!${error.message}` }
        : undefined;
    for (const fault of [faults.httpError(), faults.errorFirst()]) {
      await using server = await startFaultyServer(fault);
      const driver = extended(`${server.baseUrl}/v1`, { mapError });
      await expect(allEvents(driver.stream(ask('Hi'), testCall()))).rejects.toMatchObject({
        code: 'MINE',
        message: expect.stringMatching(/^!/),
      });
    }
  });

  it('may ask other paths of the same server', async () => {
    await using server = await startReplayServer([
      loadCapture('llamacpp/health'),
      loadCapture('llamacpp/tokenize'),
    ]);
    const { connection } = extended(`${server.baseUrl}/v1`, {});
    expect(await connection.json({ path: `${server.baseUrl}/health` }, testCall())).toEqual({ status: 'ok' });
    expect(
      await connection.json({ path: `${server.baseUrl}/tokenize`, body: { content: 'Hi' } }, testCall()),
    ).toHaveProperty('tokens');
  });

  it('marks reasoning with its own type', async () => {
    await using server = await startFakeOpenAIServer({
      apiKey: null,
      reply: { reasoning: 'Hm', text: 'Hi' },
    });
    const driver = extended(server.baseUrl, { quirks: [{ reasoningBack: 'reasoning' }] });
    expect(await driver.chat(ask('Hi'), testCall())).toContainEqual({
      type: 'part-end',
      part: 0,
      providerData: { type: 'mine', data: { field: 'reasoning' } },
    });
  });
});
