import { afterAll, beforeAll, expect } from 'vitest';
import type { ChatEvent, ChatStream, Provider } from '../../src/contract.js';
import { finish, providerOf, type ScriptedDriver, scriptedDriver, text } from './scripted.js';

/** Two words in two batches. */
export const hello: readonly (readonly ChatEvent[])[] = [[text('Hel')], [text('lo'), finish()]];

/** A stream over scripts, with what is behind it. */
export function streaming(...exchanges: Parameters<typeof scriptedDriver>): {
  driver: ScriptedDriver;
  provider: Provider;
  stream: ChatStream;
} {
  const driver = scriptedDriver(...exchanges);
  const provider = providerOf(driver);
  return { driver, provider, stream: provider.stream('x') };
}

/** Lets everything that is ready run. */
export const settle = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 5));

/** Fails the test file where a rejection was left unhandled in it; gives those noted so far. */
export function watchUnhandledRejections(): readonly unknown[] {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => {
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
  return unhandled;
}
