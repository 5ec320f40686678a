import assert from 'node:assert/strict';
import {
  type CallOptions,
  type ChatResponse,
  type ChatStream,
  type ObserveEvent,
  type Provider,
  ProviderError,
} from '@modelport/core';
import type { CaseContext } from '../../case-context.js';
import { within } from '../../within.js';

/** What a stream gave, and how it ended. */
export interface StreamEnd {
  readonly text: string;
  readonly response?: ChatResponse | undefined;
  readonly error?: ProviderError | undefined;
}

/** Reads a stream to its end. Its iterator and its `response` must tell the same. */
export async function readToEnd(stream: ChatStream): Promise<StreamEnd> {
  let text = '';
  try {
    for await (const event of stream) if (event.type === 'text-delta') text += event.text;
  } catch (thrown) {
    const error = providerError(thrown);
    const rejected = await stream.response.catch((reason: unknown) => reason);
    assert.equal(rejected, error, 'The stream and its `response` must fail with the same error.');
    return { text, error };
  }
  return { text, response: await stream.response };
}

/** The error in which a stream ends. @throws AssertionError where it ends well. */
export async function failureOf(stream: ChatStream): Promise<ProviderError> {
  const { error, text } = await within(readToEnd(stream), 'The failure of the call', 8_000);
  assert.ok(
    error,
    `The call had to fail, but it passed for a success, with the text "${text.slice(0, 100)}".`,
  );
  return error;
}

/** The error with which a promise rejects. @throws AssertionError where it does not. */
export async function rejectionOf(promise: Promise<unknown>): Promise<ProviderError> {
  const passed = Symbol('passed');
  const outcome = await within(
    promise.then(
      () => passed,
      (error: unknown) => error,
    ),
    'The failure of the call',
    8_000,
  );
  assert.notEqual(outcome, passed, 'The call had to fail, but it passed for a success.');
  return providerError(outcome);
}

/** The errors of the same call as a stream and as a plain one, each with its name for messages. */
export async function bothFailures(
  provider: Provider,
  options: CallOptions = {},
): Promise<readonly (readonly [way: string, error: ProviderError])[]> {
  return [
    ['stream()', await failureOf(provider.stream('Hi', options))],
    ['chat()', await rejectionOf(provider.chat('Hi', options))],
  ];
}

/** Runs a call until it says that it will be made again, and ends it then. Nothing waits for the delay. */
export async function repetitionOf(
  provider: Provider,
  options: CallOptions = {},
): Promise<Extract<ObserveEvent, { readonly type: 'retry' | 'loading' }>> {
  const stop = new AbortController();
  let seen: Extract<ObserveEvent, { readonly type: 'retry' | 'loading' }> | undefined;
  const observe = (event: ObserveEvent): void => {
    if (event.type !== 'retry' && event.type !== 'loading') return;
    seen = event;
    stop.abort();
  };
  const call = provider.stream('Hi', { maxRetries: 2, ...options, signal: stop.signal, observe });
  const { error } = await within(readToEnd(call), 'A second attempt', 8_000);
  const { code, message } = error ?? {};
  assert.ok(
    seen,
    `The call had to be made again, but ${error ? `it failed: ${code}, ${message}` : 'it was not'}.`,
  );
  return seen;
}

/** How many chats the backend was asked for. */
export function chatsAsked({ backend }: CaseContext): number {
  return backend.requestsFor('chat').length;
}

/** An error as what it must be. @throws AssertionError for anything else. */
export function providerError(thrown: unknown): ProviderError {
  assert.ok(ProviderError.isInstance(thrown), `What was thrown is no ProviderError: ${String(thrown)}`);
  return thrown;
}
