import { APICallError, type LanguageModelV4StreamPart, NoSuchModelError } from '@ai-sdk/provider';
import { ProviderError } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { collect, finish, ours, question, scripted, thereAndBack, usage } from './scripted-model.js';

describe('a failure', () => {
  const overloaded = new APICallError({
    message: 'Overloaded',
    url: 'https://acme.example/',
    requestBodyValues: {},
    statusCode: 529,
    isRetryable: true,
  });

  it('before the first content is an error with a code, and the same status on the way back', async () => {
    const { model } = scripted({ failure: overloaded });
    await expect(ours(model).chat('Hi')).rejects.toMatchObject({
      code: 'OVERLOADED',
      status: 529,
      retryable: true,
    });
    await expect(thereAndBack(model).doStream({ prompt: [question] })).rejects.toMatchObject({
      statusCode: 529,
      isRetryable: true,
    });
  });

  it('keeps the meaning of errors without a status', async () => {
    const { model } = scripted({
      failure: new NoSuchModelError({ modelId: 'x', modelType: 'languageModel' }),
    });
    await expect(ours(model).chat('Hi')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  it('in the middle of a stream has what had come', async () => {
    const started: LanguageModelV4StreamPart[] = [
      { type: 'text-start', id: 'a' },
      { type: 'text-delta', id: 'a', delta: 'Half' },
    ];
    const { model } = scripted({ parts: [...started, { type: 'error', error: overloaded }] });
    const failed = await ours(model)
      .stream('Hi')
      .response.catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'OVERLOADED', partial: { text: 'Half' } });
    const { parts } = await collect(
      thereAndBack(scripted({ parts: [...started, { type: 'error', error: overloaded }] }).model),
    );
    expect(parts.slice(-2)).toMatchObject([
      { type: 'error' },
      { type: 'finish', finishReason: { unified: 'error' } },
    ]);
  });

  it('is interrupted on both sides', async () => {
    const interrupted: LanguageModelV4StreamPart = {
      type: 'finish',
      usage,
      finishReason: { unified: 'interrupted', raw: undefined },
    };
    const parts: LanguageModelV4StreamPart[] = [
      { type: 'text-start', id: 'a' },
      { type: 'text-delta', id: 'a', delta: 'Half' },
      interrupted,
    ];
    await expect(ours(scripted({ parts }).model).stream('Hi').response).rejects.toMatchObject({
      code: 'STREAM_INTERRUPTED',
    });
    expect((await collect(thereAndBack(scripted({ parts }).model))).parts.at(-1)).toMatchObject(interrupted);
  });

  it('is an AbortError on both sides when the caller leaves', async () => {
    const { model } = scripted({ parts: [finish] });
    const signal = AbortSignal.abort();
    await expect(
      thereAndBack(model).doStream({ prompt: [question], abortSignal: signal }),
    ).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(
      ProviderError.isInstance(
        await ours(model)
          .chat('Hi', { signal })
          .catch((error: unknown) => error),
      ),
    ).toBe(true);
  });
});
