import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCodes, ProviderError } from '../src/errors.js';

const text = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
const sections = text
  .split(/^## /m)
  .slice(1)
  .map((section) => [section.split('\n', 1)[0] ?? '', section] as const)
  .filter(([heading]) => /^[A-Z_]+$/.test(heading));

describe('docs/errors.md', () => {
  it('has a heading for each code, in the order of errorCodes', () => {
    expect(sections.map(([heading]) => heading)).toEqual(errorCodes);
  });

  it.each(sections)(
    'says of %s what it means, its causes, what to do, whether to retry and its fields',
    (_, section) => {
      const points = [...section.matchAll(/^- \*\*(.*?):\*\* \S/gm)].map(([, name]) => name);
      expect(points).toEqual(['Usual causes', 'What to do', 'Retryable', 'Fields']);
      expect(section.split('\n\n')[1]).toMatch(/^[A-Z]/);
    },
  );

  it.each(sections)('says of %s whether it is retryable as the code does', (code, section) => {
    const [, said] = /^- \*\*Retryable:\*\* (yes|no)/m.exec(section) ?? [];
    expect(said).toBe(new ProviderError({ code, message: 'x' }).retryable ? 'yes' : 'no');
  });

  it('explains every field of an error', () => {
    const explained = [...text.matchAll(/^\| (`.*?) \|/gm)].flatMap(
      ([, cell = '']) => cell.match(/\w+/g) ?? [],
    );
    const fields = Object.keys(
      new ProviderError({
        code: 'TIMEOUT',
        message: 'x',
        provider: 'x',
        type: 'x',
        status: 1,
        retryAfterMs: 1,
        requestId: 'x',
        headers: {},
        rateLimit: {},
        partial: {} as never,
        attempts: [],
        setting: 'x',
        candidates: [],
        timer: 'idle',
      }),
    );
    expect(explained.sort()).toEqual([...fields, 'message', 'name', 'cause'].sort());
  });
});
