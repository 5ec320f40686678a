import {
  createProviderFromDefinition,
  type FetchResponse,
  type KnownErrorCode,
  ProviderError,
} from '@modelport/core';
import { type Capture, captures, reserveRefusedPort } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { definition } from '../src/definition.js';
import { allEvents, ask, testCall, testDriver } from './support/driver.js';

/** What each recorded failure is; those that are worth another try are marked. */
const expected: Record<string, KnownErrorCode | `${KnownErrorCode}, retryable`> = {
  'embeddings-empty': 'REQUEST_INVALID',
  'embeddings-too-long': 'CONTEXT_LENGTH_EXCEEDED',
  'error-bad-grammar': 'REQUEST_INVALID',
  'error-bad-json': 'REQUEST_INVALID',
  'error-bad-role': 'REQUEST_INVALID',
  'error-bad-schema': 'REQUEST_INVALID',
  'error-bad-tool-choice': 'REQUEST_INVALID',
  'error-bad-type': 'REQUEST_INVALID',
  'error-context': 'CONTEXT_LENGTH_EXCEEDED',
  'error-context-messages': 'CONTEXT_LENGTH_EXCEEDED',
  'error-context-responses': 'CONTEXT_LENGTH_EXCEEDED',
  'error-context-stream': 'CONTEXT_LENGTH_EXCEEDED',
  'error-embeddings-off': 'NOT_SUPPORTED',
  'error-image': 'NOT_SUPPORTED',
  'error-messages-no-messages': 'REQUEST_INVALID',
  'error-metrics-off': 'NOT_SUPPORTED',
  'error-no-messages': 'REQUEST_INVALID',
  'error-not-found': 'NOT_SUPPORTED',
  'error-rerank-off': 'NOT_SUPPORTED',
  'error-slots-off': 'NOT_SUPPORTED',
  'key-missing': 'AUTH_FAILED',
  'key-missing-messages': 'AUTH_FAILED',
  'key-models': 'AUTH_FAILED',
  'key-props': 'AUTH_FAILED',
  'key-wrong': 'AUTH_FAILED',
  'loading-chat': 'MODEL_LOADING, retryable',
  'loading-chat-stream': 'MODEL_LOADING, retryable',
  'loading-health': 'MODEL_LOADING, retryable',
  'loading-messages': 'MODEL_LOADING, retryable',
  'loading-models': 'MODEL_LOADING, retryable',
  'responses-previous-id': 'REQUEST_INVALID',
  'router-broken-model': 'BACKEND_ERROR',
  'router-load-again': 'REQUEST_INVALID',
  'router-no-model': 'REQUEST_INVALID',
  'router-unknown-model': 'MODEL_NOT_FOUND',
  'router-unload-unknown': 'MODEL_NOT_FOUND',
};

const failures = captures({ prefix: 'llamacpp/' }).filter(({ status }) => status >= 400);

/** The error that comes of an answer. */
async function errorOf(
  answer: Pick<FetchResponse, 'status'> & { body: string | Uint8Array },
): Promise<ProviderError> {
  const fetch = async () => new Response(answer.body as BodyInit, { status: answer.status });
  try {
    await allEvents(testDriver({ fetch }).stream(ask('Hi'), testCall()));
  } catch (error) {
    if (ProviderError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('It was no error.');
}

const said = (message: string, status: number, type = 'server_error') =>
  errorOf({ status, body: JSON.stringify({ error: { code: status, message, type } }) });

const nameOf = ({ name }: Capture) => name.slice('llamacpp/'.length);

describe('every recorded failure', () => {
  it('is in the table', () => {
    expect(failures.map(nameOf)).toEqual(Object.keys(expected));
  });

  it.each(failures.map((capture) => [nameOf(capture), capture] as const))('%s', async (name, capture) => {
    const { code, retryable, status, message } = await errorOf(capture);
    expect(retryable ? `${code}, retryable` : code).toBe(expected[name]);
    expect(status).toBe(capture.status);
    expect(message).toContain(JSON.parse(new TextDecoder().decode(capture.body)).error.message.slice(0, 40));
  });
});

describe('the words of an error', () => {
  it('hold the numbers of a prompt that is too long, also where the server has them beside its words', async () => {
    const error = { code: 400, type: 'exceed_context_size_error', n_prompt_tokens: 2019, n_ctx: 256 };
    const body = JSON.stringify({
      error: { ...error, message: 'the request exceeds the available context size' },
    });
    expect((await errorOf({ status: 400, body })).message).toMatch(/2019.*256/);
  });

  it.each([
    ['image input is not supported - hint: …', 500, 'NOT_SUPPORTED', '--mmproj'],
    ['tools param requires --jinja flag', 500, 'NOT_SUPPORTED', '--jinja'],
    ['model name=x failed to load', 500, 'BACKEND_ERROR', 'log'],
    ['model is not loaded', 400, 'MODEL_NOT_FOUND', 'autoload'],
    ['logprobs is not supported with tools + stream', 400, 'REQUEST_INVALID', 'chat() streams'],
    ['model name is missing from the request', 400, 'REQUEST_INVALID', 'router'],
    ['File Not Found', 404, 'NOT_SUPPORTED', '--api-prefix'],
  ])('"%s" (%i) become %s, with what to do', async (message, status, code, advice) => {
    const error = await said(message, status);
    expect(error).toMatchObject({ code, retryable: false });
    expect(error.message).toContain(advice);
  });

  it.each([
    ['Unknown reasoning format: x', 500, 'REQUEST_INVALID', false],
    ['Cannot use both json_schema and grammar', 500, 'REQUEST_INVALID', false],
    ['something broke', 500, 'BACKEND_ERROR', true],
    ['Context size has been exceeded.', 500, 'CONTEXT_LENGTH_EXCEEDED', false],
  ])('"%s" (%i) become %s', async (message, status, code, retryable) => {
    expect(await said(message, status)).toMatchObject({ code, retryable });
  });

  it('tell a full server from one that loads', async () => {
    expect(await said('no slot available', 503, 'unavailable_error')).toMatchObject({ code: 'OVERLOADED' });
    expect(await said('Loading model', 503, 'unavailable_error')).toMatchObject({ code: 'MODEL_LOADING' });
  });

  it('mean the same inside a stream', async () => {
    const error = { code: 500, message: 'Context size has been exceeded.', type: 'server_error' };
    const body = `data: ${JSON.stringify({ error })}\n\n`;
    expect(await errorOf({ status: 200, body })).toMatchObject({ code: 'CONTEXT_LENGTH_EXCEEDED' });
  });
});

describe('a server that does not answer', () => {
  it('is said to be elsewhere, perhaps, whatever was asked of it', async () => {
    await using port = await reserveRefusedPort();
    const provider = createProviderFromDefinition(definition, { baseUrl: port.baseUrl, maxRetries: 0 });
    const unreachable = {
      code: 'BACKEND_UNREACHABLE',
      retryable: true,
      message: expect.stringMatching(
        /ECONNREFUSED\)\. llama-server listens on [^ ]*:9931, older builds on [^ ]*:8080\.$/,
      ),
    };
    for (const attempt of [
      () => provider.chat('Hi'),
      () => provider.stream('Hi').response,
      () => provider.embed('Hi'),
      () => provider.models(),
      () => provider.countTokens('Hi'),
      () => provider.extras['metrics']?.(),
    ]) {
      await expect(attempt()).rejects.toMatchObject(unreachable);
    }
    expect((await provider.health()).error).toMatchObject(unreachable);
  });
});
