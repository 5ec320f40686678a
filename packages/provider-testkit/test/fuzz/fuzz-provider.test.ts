import { describe, expect, it } from 'vitest';
import { fuzzProvider } from '../../src/fuzz.js';
import { referenceSubject } from '../conformance/reference/reference-subject.js';

const runs = 400;

describe('random answers in random pieces', () => {
  it('come out of a good provider as they were meant, or as an error', async () => {
    const report = await fuzzProvider(referenceSubject(), { runs, seed: 1 });
    expect(report).toMatchObject({ runs, seed: 1 });
    expect(report.answers).toBeGreaterThan(runs / 2);
    expect(report.errors).toHaveProperty('STREAM_INTERRUPTED');
  });

  it('are the same for the same seed', async () => {
    const [one, other] = [
      await fuzzProvider(referenceSubject(), { runs: 50, seed: 7 }),
      await fuzzProvider(referenceSubject(), { runs: 50, seed: 7 }),
    ];
    expect(one.errors).toEqual(other.errors);
    expect(one.answers).toBe(other.answers);
  });

  it('find a provider that loses what comes in pieces, and tell the seed', async () => {
    const isBroken = referenceSubject({ frame: (text) => text.replace('\\u', '') });
    await expect(fuzzProvider(isBroken, { runs, seed: 1 })).rejects.toThrow(/seed: 1/);
  });

  it('find a provider that takes a cut answer for a whole one', async () => {
    const isBroken = referenceSubject({
      driver: (driver) => ({
        ...driver,
        async *stream(request, call) {
          for await (const batch of driver.stream(request, call)) {
            yield batch.filter(({ type }) => type !== 'finish');
          }
          yield [{ type: 'finish', finishReason: 'stop' }];
        },
      }),
    });
    await expect(fuzzProvider(isBroken, { runs, seed: 1 })).rejects.toThrow(/Property failed/);
  });

  it('find a provider that never ends', async () => {
    const isBroken = referenceSubject({ send: () => new Promise(() => {}) });
    await expect(fuzzProvider(isBroken, { runs, seed: 1, caseTimeout: 50 })).rejects.toThrow(
      /Property failed/,
    );
  });
});

it('needs a wire', async () => {
  const { wire: _wire, ...subject } = referenceSubject();
  await expect(fuzzProvider(subject, { runs: 1 })).rejects.toThrow('without a wire');
});
