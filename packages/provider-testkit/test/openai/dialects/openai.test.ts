import { describe, expect, it } from 'vitest';
import { startFakeOpenAIServer } from '../../../src/openai/start-fake-openai-server.js';
import { endsWell, readEvents, readText } from '../../bare-client.js';
import { chat } from '../dialect-client.js';

describe('the fake OpenAI', () => {
  it.each([
    ['rateLimited', 429, 'rate_limit_exceeded'],
    ['noCredit', 429, 'insufficient_quota'],
    ['overloaded', 503, null],
  ])('answers the error "%s" with %d', async (error, status, code) => {
    await using server = await startFakeOpenAIServer({ reply: { error } });
    const answer = await chat(server);
    expect([answer.status, answer.json.error.code]).toEqual([status, code]);
    expect(answer.headers['retry-after']).toBe(error === 'rateLimited' ? '1' : undefined);
  });

  it('says which errors it has, when it is asked for another', async () => {
    await using server = await startFakeOpenAIServer({ reply: { error: 'flood' } });
    const { status, json } = await chat(server);
    expect(status).toBe(500);
    expect(json.error.message).toContain('rateLimited, noCredit, overloaded');
  });

  it('breaks off a stream with an error and no end marker', async () => {
    await using server = await startFakeOpenAIServer({ reply: { text: 'Half', streamError: 'overloaded' } });
    const { text } = await chat(server, { stream: true });
    const events = readEvents(text);
    expect(events.at(-1)).toMatchObject({ error: { type: 'server_error' } });
    expect(events.flatMap(({ choices = [] }) => choices).some((choice) => choice.finish_reason)).toBe(false);
    expect([readText(text), endsWell(text)]).toEqual(['Half', false]);
  });
});
