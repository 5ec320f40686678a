import { ProviderError } from '@modelport/core';
import type { TransportOptions } from './create-transport.js';

/**
 * An agent of `node:http` or `node:https`, or one derived from them, such as those of npm that go through a proxy. By its
 * shape, so that nobody needs Node's types.
 */
export interface HttpAgent {
  /** Idle sockets by host, port and more, joined by colons. */
  readonly freeSockets?: { readonly [name: string]: readonly HttpAgentSocket[] | undefined } | undefined;
  /** Requests that wait for a socket, by the same names. */
  readonly requests?: { readonly [name: string]: readonly unknown[] | undefined } | undefined;
}

/** What is used of a socket of an {@link HttpAgent}. */
export interface HttpAgentSocket {
  destroy(): unknown;
}

/**
 * Checks the options `agent` and `fetch` before anything is sent.
 * @throws `SETTING_INVALID` for an agent that is none, and for one beside a `fetch`, which would not use it.
 */
export function checkAgent({ agent, fetch }: TransportOptions): void {
  if (agent === undefined) return;
  if (fetch !== undefined) {
    throw invalidAgent(
      'The options "agent" and "fetch" exclude each other: a fetch makes its own connections.',
    );
  }
  if (typeof (agent as { addRequest?: unknown } | null)?.addRequest !== 'function') {
    throw invalidAgent(
      'The option "agent" must be an http.Agent or https.Agent. A dispatcher of undici goes into a "fetch" of your own.',
    );
  }
}

/** The error for an agent that cannot be used. */
export function invalidAgent(message: string, cause?: unknown): ProviderError {
  return new ProviderError({ code: 'SETTING_INVALID', setting: 'agent', message, cause });
}
