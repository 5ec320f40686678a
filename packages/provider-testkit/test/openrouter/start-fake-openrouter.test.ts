import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeOpenRouter, startFakeOpenRouter } from '../../src/openrouter/start-fake-openrouter.js';
import { type BareAnswer, send } from '../bare-client.js';

let fake: FakeOpenRouter;
beforeEach(async () => {
  fake = await startFakeOpenRouter();
});
afterEach(() => fake.close());

const messages = [{ role: 'user', content: 'Hi' }];
const asked = (path: string, body?: object, headers: Record<string, string> = {}): Promise<BareAnswer> =>
  send(`${fake.baseUrl}${path}`, { body, headers: { authorization: `Bearer ${fake.apiKey}`, ...headers } });
const chat = (body: object = {}, headers: Record<string, string> = {}): Promise<BareAnswer> =>
  asked('/chat/completions', { model: fake.model, messages, ...body }, headers);
const jsonOf = ({ text }: BareAnswer) => JSON.parse(text);
const chunksOf = ({ text }: BareAnswer) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)));

describe('a plain answer', () => {
  it('has the provider, both finish reasons, and usage with its cost', async () => {
    const answer = await chat();
    expect(answer.headers['x-generation-id']).toBe(jsonOf(answer).id);
    expect(jsonOf(answer)).toMatchObject({
      object: 'chat.completion',
      provider: 'OpenAI',
      choices: [{ finish_reason: 'stop', native_finish_reason: 'completed', message: { role: 'assistant' } }],
      usage: { is_byok: false, cost_details: { upstream_inference_cost: null } },
    });
    const { prompt_tokens: input, completion_tokens: output, cost } = jsonOf(answer).usage;
    expect(cost).toBeCloseTo((input * 2.5 + output * 10) / 1e6, 12);
  });

  it('may be an error within a 200', async () => {
    const lateError = {
      status: 502,
      message: 'Gone',
      details: { metadata: { error_type: 'provider_unavailable' } },
    };
    fake.setReply([{ lateError }, { text: 'Hi', choiceError: lateError }]);
    const body = await chat();
    expect([body.status, jsonOf(body).error]).toEqual([
      200,
      { code: 502, message: 'Gone', metadata: { error_type: 'provider_unavailable' } },
    ]);
    expect(jsonOf(await chat()).choices[0]).toMatchObject({ finish_reason: 'error', error: { code: 502 } });
  });
});

describe('a stream', () => {
  it('begins with comments and ends with usage, asked for or not', async () => {
    const answer = await chat({ stream: true, stream_options: { include_usage: false } });
    expect(answer.text.startsWith(': OPENROUTER PROCESSING\n\n')).toBe(true);
    expect(answer.text.endsWith('data: [DONE]\n\n')).toBe(true);
    const chunks = chunksOf(answer);
    expect(chunks.filter(({ usage }) => usage)).toHaveLength(1);
    const [end, usage] = chunks.slice(-2);
    expect(end.choices).toEqual(usage.choices);
    expect(usage.choices[0]).toMatchObject({ finish_reason: 'stop', native_finish_reason: 'completed' });
    expect(usage.usage.cost).toBeGreaterThan(0);
  });

  it('sends reasoning in both forms, the signature last', async () => {
    fake.setReply({ reasoning: 'one two', text: 'Hi' });
    const deltas = chunksOf(await chat({ stream: true })).map(({ choices }) => choices[0].delta);
    const details = deltas.flatMap(({ reasoning_details: items }) => items ?? []);
    expect(details.map(({ text, signature }) => [text, signature !== null])).toEqual([
      ['one', false],
      [' two', false],
      ['', true],
    ]);
    expect(deltas.map(({ reasoning }) => reasoning ?? '').join('')).toBe('one two');
  });

  it('may break off with an error, without an end marker', async () => {
    fake.setReply({ text: 'Hi', lateError: { status: 429, message: 'Slow down' } });
    const answer = await chat({ stream: true });
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain('[DONE]');
    expect(chunksOf(answer).at(-1)).toMatchObject({
      error: { code: 429, message: 'Slow down' },
      choices: [{ finish_reason: 'error' }],
    });
  });

  it('echoes the request first, where that was asked for', async () => {
    const [first] = chunksOf(await chat({ stream: true, debug: { echo_upstream_body: true } }));
    expect(first).toMatchObject({ choices: [], debug: { echo_upstream_body: { model: fake.model } } });
  });
});

describe('it refuses', () => {
  it.each<[string, object, number?]>([
    ['an unknown preference', { provider: { oder: ['openai'] } }],
    ['a wrong sorting', { provider: { sort: 'cheap' } }],
    ['a wrong price', { provider: { max_price: { prompt: 'free' } } }],
    ['an effort beside a budget', { reasoning: { effort: 'high', max_tokens: 2000 } }],
    ['a budget that leaves nothing for the answer', { max_tokens: 2000, reasoning: { max_tokens: 2000 } }],
    ['two efforts', { reasoning: { effort: 'high' }, reasoning_effort: 'low' }],
    ['a long session', { session_id: 'x'.repeat(257) }],
    ['a plugin without an id', { plugins: [{ enabled: true }] }],
    ['models that are no list', { models: 'a/b' }],
    [
      'a marker on a message',
      { messages: [{ role: 'user', content: 'Hi', cache_control: { type: 'ephemeral' } }] },
    ],
    [
      'five markers',
      {
        messages: [
          {
            role: 'user',
            content: Array.from({ length: 5 }, () => ({
              type: 'text',
              text: 'Hi',
              cache_control: { type: 'ephemeral' },
            })),
          },
        ],
      },
    ],
    [
      'details that are no list',
      { messages: [...messages, { role: 'assistant', content: 'x', reasoning_details: {} }] },
    ],
    [
      'details without a type',
      { messages: [...messages, { role: 'assistant', content: 'x', reasoning_details: [{}] }] },
    ],
    [
      'a signature that it never gave',
      {
        messages: [
          ...messages,
          {
            role: 'assistant',
            content: 'x',
            reasoning_details: [{ type: 'reasoning.text', text: 'x', signature: 's' }],
          },
        ],
      },
    ],
    ['no messages', { messages: undefined }],
    ['an unknown model', { model: 'a/b' }],
    ['a provider that nobody is', { provider: { only: ['nobody'] } }, 404],
    ['a price that nobody takes', { provider: { max_price: { prompt: 1 } } }, 404],
  ])('%s', async (_, body, status = 400) => {
    const answer = await chat(body);
    expect(answer.status, answer.text).toBe(status);
    expect(jsonOf(answer).error.code).toBe(status);
  });

  it('a missing and a wrong key', async () => {
    for (const authorization of ['', 'Bearer sk-wrong', fake.apiKey]) {
      const answer = await chat({}, { authorization });
      expect([answer.status, jsonOf(answer).error.code]).toEqual([401, 401]);
    }
  });

  it('a cache that lasts too long', async () => {
    expect((await chat({}, { 'x-openrouter-cache-ttl': '86401' })).status).toBe(400);
  });

  it('details that were changed on the way, and takes them as they were', async () => {
    fake.setReply({ text: 'Hi', reasoning: 'one two' });
    const { message } = jsonOf(await chat()).choices[0];
    const again = (reasoning_details: object[]) =>
      chat({ messages: [...messages, { role: 'assistant', content: 'Hi', reasoning_details }, ...messages] });
    expect((await again(message.reasoning_details)).status).toBe(200);
    const changed = await again([{ ...message.reasoning_details[0], text: 'one three' }]);
    expect(changed.status).toBe(400);
    expect(jsonOf(changed).error.metadata.raw).toContain('Invalid `signature`');
  });
});

describe('it takes', () => {
  it.each<[string, object]>([
    ['fields that it does not know', { unheard_of: 1 }],
    ['server tools alone', { tools: [{ type: 'openrouter:web_search' }] }],
    ['debug of a plain answer', { debug: { echo_upstream_body: true } }],
    ['an assistant at the end', { messages: [...messages, { role: 'assistant', content: 'I' }] }],
  ])('%s', async (_, body) => {
    const answer = await chat(body);
    expect(answer.status, answer.text).toBe(200);
  });
});

describe('routing', () => {
  const provider = async (body: object) => jsonOf(await chat(body)).provider;

  it('follows order, ignore and data collection', async () => {
    expect(await provider({ provider: { order: ['azure'] } })).toBe('Azure');
    expect(await provider({ provider: { ignore: ['openai'] } })).toBe('Azure');
    expect(await provider({ provider: { order: ['azure'], data_collection: 'deny' } })).toBe('OpenAI');
  });

  it('leaves out who does not know a parameter, only where that was asked for', async () => {
    const tools = [{ type: 'function', function: { name: 'add' } }];
    expect(await provider({ tools, provider: { order: ['azure'] } })).toBe('Azure');
    expect(await provider({ tools, provider: { order: ['azure'], require_parameters: true } })).toBe(
      'OpenAI',
    );
    const nobody = await chat({ top_k: 5, provider: { require_parameters: true } });
    expect(jsonOf(nobody).error.availability).toMatchObject({
      code: 'constraint_filtered',
      retryable: false,
    });
  });
});

describe('the other endpoints', () => {
  it('list models without a key, those that write text unless asked otherwise', async () => {
    const listed = async (query = '') =>
      jsonOf(await send(`${fake.baseUrl}/models${query}`)).data.map(({ id }: { id: string }) => id);
    expect(await listed()).not.toContain('openai/embedding-fake');
    expect(await listed('?output_modalities=all')).toContain('openai/embedding-fake');
    expect(await listed('?limit=1&offset=1')).toHaveLength(1);
  });

  it('link to the next page at their public address', async () => {
    const { links } = jsonOf(await send(`${fake.baseUrl}/models?limit=1`));
    expect(links.next).toBe('https://openrouter.ai/api/v1/models?limit=1&offset=1');
  });

  it('know a generation only the second time', async () => {
    const { id } = jsonOf(await chat());
    expect((await asked(`/generation?id=${id}`)).status).toBe(404);
    expect(jsonOf(await asked(`/generation?id=${id}`)).data).toMatchObject({ id, provider_name: 'OpenAI' });
  });

  it('tell credits to a management key alone', async () => {
    expect((await asked('/credits')).status).toBe(403);
    const authorization = `Bearer ${fake.managementKey}`;
    expect(jsonOf(await asked('/credits', undefined, { authorization })).data.total_credits).toBe(110.5);
    expect(jsonOf(await asked('/key')).data).toMatchObject({ is_management_key: false, limit: 100 });
  });

  it('embed, with a cost', async () => {
    const answer = await asked('/embeddings', {
      model: 'openai/embedding-fake',
      input: ['a'],
      input_type: 'query',
    });
    expect(jsonOf(answer)).toMatchObject({ data: [{ index: 0 }], usage: { cost: 2e-8 } });
  });

  it('are no others', async () => {
    expect((await asked('/nothing')).status).toBe(404);
    expect((await send(`${fake.origin}/v1/models`)).status).toBe(404);
  });
});
