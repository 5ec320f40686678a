import type { DriverRequest, FetchLike } from '@modelport/core';
import {
  createOpenAICompatibleDriver,
  type OpenAICompatibleDriver,
  type OpenAICompatibleDriverOptions,
} from '../../src/openai-compatible-driver.js';

/** The two transports that every exchange must work over. */
export const transports = [
  ['its own transport', undefined],
  ['fetch', (url: string, init: RequestInit) => fetch(url, init)],
] as const;

/** A driver as core would create it. */
export function testDriver(
  baseUrl: string,
  { fetch, ...options }: Partial<OpenAICompatibleDriverOptions> & { fetch?: FetchLike | undefined } = {},
): OpenAICompatibleDriver {
  const type = 'openai-compatible';
  return createOpenAICompatibleDriver({ baseUrl, context: { name: type, type, fetch }, ...options });
}

/** A request as core would hand it over. */
export function ask(text: string, more: Partial<DriverRequest> = {}): DriverRequest {
  return { model: 'gpt-fake', messages: [{ role: 'user', content: [{ type: 'text', text }] }], ...more };
}
