import { type FetchResponse, type PlatformAbortSignal, ProviderError } from '@modelport/core';

/**
 * The part of a client of the npm package `openai` (7) that is used: `OpenAI`, `AzureOpenAI` or anything of that shape.
 * Structural, so that nobody needs the package installed.
 */
export interface OpenAIClientLike {
  readonly baseURL: string;
  /** Only read to keep it out of messages. */
  readonly apiKey?: unknown;
  get(path: string, options: OpenAIClientRequest): OpenAIClientAnswer;
  post(path: string, options: OpenAIClientRequest): OpenAIClientAnswer;
}

/** What a client is asked with. */
export interface OpenAIClientRequest {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: PlatformAbortSignal;
  stream?: boolean;
  maxRetries?: number;
  timeout?: number;
  fetchOptions?: { redirect: 'manual' };
}

/** What a client answers with, before it reads the body. */
export interface OpenAIClientAnswer {
  asResponse(): Promise<FetchResponse>;
}

/**
 * Checks that a value can be used as a client.
 * @throws ProviderError `SETTING_INVALID`.
 */
export function checkClient(client: OpenAIClientLike): void {
  const { baseURL, get, post } = client as Partial<OpenAIClientLike>;
  if (typeof baseURL === 'string' && typeof get === 'function' && typeof post === 'function') return;
  throw new ProviderError({
    code: 'SETTING_INVALID',
    setting: 'client',
    message:
      'The option "client" must be a client of the openai package: an object with baseURL, get() and post().',
  });
}
