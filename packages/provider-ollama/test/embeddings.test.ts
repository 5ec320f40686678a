import { describe, expect, it } from 'vitest';
import { testProvider } from './support/provider.js';
import { type Answer, startServer } from './support/server.js';

async function embed(answer: Answer, request: Parameters<ReturnType<typeof testProvider>['embed']>[0]) {
  await using server = await startServer({ '/api/embed': answer });
  const response = await testProvider(server, { keepAlive: 0, numCtx: 64 }).embed(request);
  return { response, body: server.bodies('/api/embed')[0] };
}

const answer = (embeddings: unknown) => ({ body: { model: 'e', embeddings, prompt_eval_count: 3 } });

describe('embeddings', () => {
  it('come in the order of the texts, with their tokens', async () => {
    const { response, body } = await embed(
      answer([
        [1, 2],
        [3, 4],
      ]),
      {
        input: ['a', 'b'],
        model: 'e',
        dimensions: 2,
        providerOptions: { ollama: { numBatch: 8 } },
      },
    );
    expect(response).toMatchObject({
      embeddings: [
        [1, 2],
        [3, 4],
      ],
      model: 'e',
      usage: { inputTokens: 3 },
    });
    expect(body).toEqual({
      ...{ model: 'e', input: ['a', 'b'], dimensions: 2, truncate: false, keep_alive: 0 },
      options: { num_ctx: 64, num_batch: 8 },
    });
  });

  it.each([[['text']], [[[1, 'a']]], ['none'], [[[1], [2]]]])(
    'are lists of numbers, one for each text: %j',
    async (wire) => {
      await expect(embed(answer(wire), 'a')).rejects.toMatchObject({ code: 'RESPONSE_INVALID' });
    },
  );

  it.each(['think', 'shift', 'nothing'])('have no option %s', async (name) => {
    const request = { input: 'a', providerOptions: { ollama: { [name]: true } } };
    await expect(embed(answer([[1]]), request)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('are not asked for of an empty text, which the server takes for one that is too long', async () => {
    await using server = await startServer({});
    const request = testProvider(server).embed(['a', 'b', '']);
    await expect(request).rejects.toMatchObject({ code: 'REQUEST_INVALID', setting: 'input[2]' });
    expect(server.requests).toEqual([]);
  });

  it('are refused by a model that has none', async () => {
    const error = { status: 400, body: { error: '"m" does not support embedding' } };
    await expect(embed(error, 'a')).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });
});
