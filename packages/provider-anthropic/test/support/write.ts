import type { DriverMessage, DriverRequest, Warning } from '@modelport/core';
import { readRequestOptions } from '../../src/request-options.js';
import { toWireRequest } from '../../src/to-wire.js';
import type { WireRequest } from '../../src/wire.js';

/** One message of the user. */
export const hello: DriverMessage = { role: 'user', content: [{ type: 'text', text: 'Hi' }] };

/** Writes a request, with what was warned of as `setting: message`. */
export function write(request: Partial<DriverRequest> = {}): { body: WireRequest; warnings: string[] } {
  const warnings: string[] = [];
  const warn = ({ setting, message }: Warning) => void warnings.push(`${setting}: ${message}`);
  const options = readRequestOptions(request.providerOptions);
  return {
    body: toWireRequest({ messages: [hello], ...request }, { maxTokens: 16_000, options, warn }),
    warnings,
  };
}

/** Data of this package. */
export function mine(data: { readonly [field: string]: string | object }): {
  type: 'anthropic';
  data: never;
} {
  return { type: 'anthropic', data: data as never };
}
