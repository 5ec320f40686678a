import { type ChatEvent, type ChatResponse, type ChatStream, ProviderError } from '@modelport/core';
import { expect } from 'vitest';

/** What a stream gave, and how it ended. */
export interface StreamResult {
  readonly events: readonly ChatEvent[];
  /** All text that was streamed. */
  readonly text: string;
  /** The answer, or the error in its place. */
  readonly response?: ChatResponse;
  readonly error?: ProviderError;
}

/**
 * Reads a stream to its end, and tells all text so far after each event. Whatever the end is, the iterator and
 * `response` must say the same.
 */
export async function readStream(stream: ChatStream, onText?: (text: string) => void): Promise<StreamResult> {
  const events: ChatEvent[] = [];
  let text = '';
  let thrown: unknown;
  try {
    for await (const event of stream) {
      events.push(event);
      if (event.type === 'text-delta') text += event.text;
      onText?.(text);
    }
  } catch (error) {
    thrown = error;
  }
  const response = await stream.response.catch((error: unknown) => {
    expect(error).toBe(thrown);
  });
  if (response) {
    expect(thrown).toBeUndefined();
    expect(response.text).toBe(text);
    return { events, text, response };
  }
  return { events, text, error: providerError(thrown) };
}

/** The error in which a stream ends. Fails where it ends well. */
export async function failureOf(stream: ChatStream): Promise<ProviderError> {
  const { error, text } = await readStream(stream);
  if (error === undefined) throw new Error(`The stream ended well, with "${text.slice(0, 100)}".`);
  return error;
}

/** The error with which a promise rejects. Fails where it does not. */
export async function rejectionOf(promise: Promise<unknown>): Promise<ProviderError> {
  try {
    await promise;
  } catch (error) {
    return providerError(error);
  }
  throw new Error('The promise was fulfilled.');
}

/** The error that a call throws at once. Fails where it does not. */
export function thrownBy(action: () => unknown): ProviderError {
  try {
    action();
  } catch (error) {
    return providerError(error);
  }
  throw new Error('Nothing was thrown.');
}

function providerError(error: unknown): ProviderError {
  if (!ProviderError.isInstance(error))
    throw new Error('What was thrown is no ProviderError.', { cause: error });
  return error;
}
