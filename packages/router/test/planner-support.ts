import { createProvider, type ErrorCode, type Provider } from '@modelport/core';
import '@modelport/provider-mock';
import type { Router } from '../src/index.js';

/** A provider whose answers a test chooses. */
export function fakeServer(name: string) {
  const server = { error: undefined as ErrorCode | undefined, calls: 0, latencyMs: 0 };
  const replies = () => {
    server.calls++;
    return server.error ? { error: server.error } : { text: `I am ${name}.`, delayMs: server.latencyMs };
  };
  const provider = createProvider('mock', { name, replies }) as Provider;
  return { provider, server };
}

/** The states of all targets, by name. */
export const statesOf = (router: Router) =>
  Object.fromEntries(router.status().targets.map(({ name, state }) => [name, state]));
/** How many calls each target has answered, by name. */
export const callsOf = (router: Router) =>
  Object.fromEntries(router.status().targets.map(({ name, calls }) => [name, calls.succeeded]));
/** What a call is answered with. */
export const textOf = async (router: Router, model?: string) =>
  (await router.chat({ messages: 'Hi', ...(model && { model }) })).text;
