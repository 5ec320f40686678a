import { createProvider } from '@modelport/core';
import { startFakeLocalServer, startFakeOpenAIServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import '../src/index.js';

const types = [
  ['lmstudio', 'LMSTUDIO_MODEL'],
  ['together', 'TOGETHER_MODEL'],
  ['openai-compatible', 'OPENAI_COMPATIBLE_DEFAULT_MODEL'],
] as const;

describe.each(types)('%s, refused for want of a model,', (type, variable) => {
  const start = async (model?: string) => {
    const server = await startFakeOpenAIServer();
    const { baseUrl, apiKey } = server;
    const provider = createProvider(type as string, { baseUrl, apiKey, model });
    return { provider, [Symbol.asyncDispose]: () => server.close() };
  };

  it('says how to give one, for a chat, a stream and embeddings', async () => {
    await using run = await start();
    const { provider } = run;
    const asks = [
      () => provider.chat('Hi'),
      () => provider.stream('Hi').response,
      () => provider.embed('Hi'),
    ];
    for (const ask of asks) {
      const error = await ask().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'REQUEST_INVALID', status: 400, setting: 'model' });
      const { message } = error as Error;
      for (const way of ['"model"', variable, `connectProvider("${type}")`, 'models()'])
        expect(message).toContain(way);
    }
  });

  it('says no such thing where the request named one', async () => {
    await using run = await start('none');
    const error = await run.provider.chat('Hi').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect((error as Error).message).not.toContain(variable);
  });
});

describe('a server that asks for no model', () => {
  const refusalBy = async (message: string, status = 400) => {
    const reply = { error: { status, message } };
    await using server = await startFakeLocalServer('llamacpp', { reply });
    const provider = createProvider('openai-compatible', { baseUrl: server.baseUrl });
    return await provider.chat('Hi').then(
      () => '',
      (error: Error) => error.message,
    );
  };

  it.each([
    'Multiple models loaded. Please specify a model to use.',
    'body.model: Field required',
    'you must provide a model parameter',
  ])('has the advice added to its words: %s', async (words) => {
    expect(await refusalBy(words)).toContain('OPENAI_COMPATIBLE_DEFAULT_MODEL');
  });

  it.each(["This model's template takes no tools.", 'The messages are required.'])(
    'has none added to others: %s',
    async (words) => {
      const message = await refusalBy(words);
      expect(message).toContain(words);
      expect(message).not.toContain('OPENAI_COMPATIBLE_DEFAULT_MODEL');
    },
  );
});
