import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quietly } from '../src/quietly.js';

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeEach(() => void process.on('unhandledRejection', note));
afterEach(() => void process.off('unhandledRejection', note));

describe('quietly', () => {
  it.each<[string, () => unknown]>([
    [
      'fails at once',
      () => {
        throw new Error('at once');
      },
    ],
    ['fails later', () => Promise.reject(new Error('later'))],
    [
      'gives what is like a promise and fails',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: some libraries have promises of their own
        then: (_: unknown, reject: (reason: unknown) => void) => reject(new Error('later')),
      }),
    ],
    [
      'gives what cannot even be asked',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: some libraries have promises of their own
        get then() {
          throw new Error('broken');
        },
      }),
    ],
  ])('hears nothing of what %s', async (_, action) => {
    const calls: unknown[] = [];
    quietly(() => {
      calls.push(action);
      return action();
    });
    // Rejections are told once all promises had their turn.
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(calls).toHaveLength(1);
    expect(unhandled.splice(0)).toEqual([]);
  });
});
