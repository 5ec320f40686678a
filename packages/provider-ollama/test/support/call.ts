import type { CallContext, DriverRequest } from '@modelport/core';

/** A call as core would make it. */
export function testCall(): CallContext {
  return {
    signal: new AbortController().signal,
    headers: {},
    attempt: 1,
    warn: () => undefined,
    onConnecting: () => undefined,
    onConnected: () => undefined,
  };
}

/** A request as core would hand it over. */
export function ask(text: string): DriverRequest {
  return { model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text }] }] };
}
