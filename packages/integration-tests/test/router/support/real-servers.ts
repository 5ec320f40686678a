import { createProvider } from '@modelport/core';
import { type LlamaServer, startLlamaServer } from '@modelport/provider-testkit';
import { createRouter, type Router, type RouterOptions } from '@modelport/router';
import '@modelport/provider-llamacpp';

/** The servers of a test. */
export interface Servers {
  readonly a: LlamaServer;
  readonly b: LlamaServer;
}

/** A server with four slots; further requests wait for one, each in a thread. */
export const startServer = (port?: number): Promise<LlamaServer> =>
  startLlamaServer({ parallel: 4, port, extraArguments: ['--threads-http', '64', '--metrics'] });

/** Two servers, `a` and `b`. */
export async function startServers(): Promise<Servers & AsyncDisposable> {
  const [a, b] = await Promise.all([startServer(), startServer()]);
  return {
    a,
    b,
    async [Symbol.asyncDispose]() {
      await Promise.all([a.stop(), b.stop()]);
    },
  };
}

/** A router before the two, which have half of the calls each. */
export function routerBefore({ a, b }: Servers, options: RouterOptions = {}): Router {
  const providers = Object.entries({ a, b }).map(([name, { baseUrl }]) =>
    createProvider('llamacpp', { name, baseUrl }),
  );
  return createRouter({ targets: providers, strategy: 'weighted', breaker: { openMs: 300_000 }, ...options });
}
