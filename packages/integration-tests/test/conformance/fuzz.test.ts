import { join } from 'node:path';
import type { ConformanceSubject } from '@modelport/provider-testkit';
import { fuzzProvider } from '@modelport/provider-testkit/fuzz';
import { describe, expect, it } from 'vitest';

interface Loader {
  conformingPackages(): readonly { readonly folder: string; readonly directory: string }[];
  loadSubjects(directory: string): Promise<readonly ConformanceSubject[]>;
}

const loader: Loader = await import(join(import.meta.dirname, '../../../../tools/lib/load-subjects.mjs'));
const wires = new Map<string, ConformanceSubject>();
for (const { directory } of loader.conformingPackages()) {
  // One subject of each package is enough here; `npm run fuzz` takes all.
  const [subject] = (await loader.loadSubjects(directory)).filter(({ wire }) => wire !== undefined);
  if (subject) wires.set(subject.name ?? subject.definition.type, subject);
}
const runs = Math.ceil(10_000 / wires.size);
const seed = Number(process.env['MODELPORT_FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

// `MODELPORT_FUZZ_SEED` gives the same cases again.
describe(`random answers in random pieces, seed ${seed}`, () => {
  it('are tried with every wire', () => {
    expect([...wires.keys()]).toEqual(
      expect.arrayContaining(['anthropic', 'llamacpp', 'ollama', 'openai-compatible', 'openrouter']),
    );
  });

  it.each([...wires])(
    `come out of %s as they were meant, or as an error, ${runs} times`,
    { timeout: 240_000 },
    async (_, subject) => {
      const report = await fuzzProvider(subject, { runs, seed });
      expect(report).toMatchObject({ runs, seed });
      expect(report.answers).toBeGreaterThan(runs / 2);
      expect(Object.keys(report.errors)).toContain('STREAM_INTERRUPTED');
      // Megabytes: what is left of 2,000 answers is no answer.
      expect(report.heapGrowth / 1e6).toBeLessThan(20);
    },
  );
});
