import { inspect } from 'node:util';
import { expect } from 'vitest';

/** Everything that a log could show of a value. */
function everythingShown(value: unknown): string {
  const shown = [String(value), JSON.stringify(value) ?? ''];
  // Getters and what does not enumerate, too.
  shown.push(
    inspect(value, {
      depth: 20,
      showHidden: true,
      getters: true,
      maxStringLength: null,
      maxArrayLength: null,
    }),
  );
  for (let at = value; at instanceof Error; at = at.cause)
    shown.push(at.message, at.stack ?? '', JSON.stringify(at));
  return shown.join('\n');
}

/** Fails where any log of a value would show one of the secrets. */
export function expectNoSecret(value: unknown, secrets: readonly string[]): void {
  const shown = everythingShown(value);
  for (const secret of secrets) expect(shown).not.toContain(secret);
}
