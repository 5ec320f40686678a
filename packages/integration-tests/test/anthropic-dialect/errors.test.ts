import { loadCapture } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { toProviderError } from './errors.js';
import { readError } from './from-wire.js';

function errorOf(name: string): ReturnType<typeof toProviderError> {
  const { body, status } = loadCapture(`llamacpp/${name}`);
  return toProviderError(readError(new TextDecoder().decode(body)), { status });
}

describe('a refused request', () => {
  it.each([
    ['error-context-messages', 'CONTEXT_LENGTH_EXCEEDED', false],
    ['key-missing-messages', 'AUTH_FAILED', false],
    ['loading-messages', 'MODEL_LOADING', true],
    ['error-messages-no-messages', 'BACKEND_ERROR', false],
  ])('has its code: %s', (name, code, retryable) => {
    expect(errorOf(name)).toMatchObject({ code, retryable, status: loadCapture(`llamacpp/${name}`).status });
  });

  it("shows the server's own words, with its numbers", () => {
    expect(errorOf('error-context-messages').message).toMatch(/\d+ tokens.*context size/);
  });

  it("understands the body of Anthropic's own server", () => {
    const body = {
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
      request_id: 'req_1',
    };
    expect(toProviderError(readError(JSON.stringify(body)), { status: 529 })).toMatchObject({
      code: 'OVERLOADED',
      retryable: true,
    });
  });

  it('goes by the status where the body says nothing', () => {
    expect(toProviderError(readError('<html>Too Many Requests</html>'), { status: 429 }).code).toBe(
      'RATE_LIMITED',
    );
  });
});
