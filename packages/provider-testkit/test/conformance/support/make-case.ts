import type { ConformanceCase, ConformanceSubject } from '../../../src/index.js';
import { referenceSubject } from '../reference/reference-subject.js';

/** A case that passes, but for what is given. */
export function makeCase(given: Partial<ConformanceCase> = {}): ConformanceCase {
  return { id: 'own/case', title: 'it works', reason: 'Users rest on it.', run: () => undefined, ...given };
}

/** The reference provider with other capabilities, settings, members, … */
export function subjectWith(
  definition: Partial<ConformanceSubject['definition']>,
  given: Partial<ConformanceSubject> = {},
): ConformanceSubject {
  const subject = referenceSubject();
  return { ...subject, ...given, definition: { ...subject.definition, ...definition } };
}
