import {
  createProvider,
  type ErrorCode,
  type HealthStatus,
  type Provider,
  ProviderError,
  wrapProvider,
} from '@modelport/core';
import '@modelport/provider-mock';
import type { MockError, MockOptions } from '@modelport/provider-mock';
import { expect, type MockInstance, vi } from 'vitest';
import { type AvailabilityState, createRouter, type Router, type RouterOptions } from '../../src/index.js';

/** What a fake provider says of its health: parts of a status, or whatever a function does. */
export type Health = Partial<HealthStatus> | (() => Promise<Partial<HealthStatus>>);

/** A provider whose health a test sets; it counts how often it is asked. */
export interface FakeProvider {
  readonly provider: Provider;
  readonly asked: number;
  set(health: Health): void;
}

export const well: Partial<HealthStatus> = { configured: true, reachable: true, hasModel: true };

/** A mock under a name, with a health of its own. */
export function fakeProvider(name: string, health: Health = well, options: MockOptions = {}): FakeProvider {
  const mock = createProvider('mock', { replies: () => `I am ${name}.`, ...options, name });
  let current = health;
  let asked = 0;
  const provider = wrapProvider(mock as Provider, {
    async health() {
      asked++;
      const answer = typeof current === 'function' ? await current() : current;
      const { configured = true, reachable, hasModel } = answer;
      return { name, type: 'mock', latencyMs: 1, ...answer, configured, reachable, hasModel };
    },
  });
  return {
    provider,
    get asked() {
      return asked;
    },
    set(next) {
      current = next;
    },
  };
}

/** Never ends. */
export const hangs = (): Promise<never> => new Promise(() => undefined);

/** What `health()` says of a server that something is wrong with. */
export const ill = (code: ErrorCode, facts: Partial<HealthStatus> = { reachable: false }): Health => ({
  ...facts,
  error: new ProviderError({ code, message: `${code} it is.` }),
});

/** Nobody listens. */
export const dead: Health = ill('BACKEND_UNREACHABLE');

/** A server whose calls and health a test breaks and mends. */
export interface FakeServer extends FakeProvider {
  readonly server: { error: ErrorCode | MockError | undefined; calls: number };
}

/** A provider whose server is well, and counts its calls. */
export function fakeServer(name: string, health: Health = well): FakeServer {
  const server: FakeServer['server'] = { error: undefined, calls: 0 };
  const replies = () => {
    server.calls++;
    return server.error ? { error: server.error } : `I am ${name}.`;
  };
  return Object.assign(fakeProvider(name, health, { replies }), { server });
}

/** Routers that look at their targets every 20 seconds, in fake time and without jitter; all are closed by `end`. */
export class Probed {
  readonly random: MockInstance<() => number> = vi.spyOn(Math, 'random');
  readonly #routers: Router[] = [];

  begin(): void {
    vi.useFakeTimers();
    this.random.mockReturnValue(0.5);
  }

  /** A router over these servers. It looks at nothing before its first call. */
  routerOf(servers: readonly FakeProvider[], options?: Omit<RouterOptions, 'targets'>): Router {
    const targets = servers.map(({ provider }) => provider);
    const router = createRouter({ targets, probeInterval: interval, ...options });
    this.#routers.push(router);
    return router;
  }

  /** A router over these servers that has had a call. */
  async start(servers: readonly FakeProvider[], options?: Omit<RouterOptions, 'targets'>): Promise<Router> {
    const router = this.routerOf(servers, options);
    await router.chat('Hi');
    return router;
  }

  /** Closes all routers: no timer may be left. */
  async end(): Promise<void> {
    for (const router of this.#routers.splice(0)) await router.close();
    await pass(0);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
    this.random.mockReset();
  }
}

/** Milliseconds between two looks. */
export const interval = 20_000;

/** Lets time pass. */
export const pass = async (milliseconds: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(milliseconds);
};

/** The states of all targets, in order. */
export const statesOf = (router: Router): AvailabilityState[] =>
  router.status().targets.map(({ state }) => state);
