import { ollamaWire, openAIWire } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { outcomes } from './outcomes.js';
import { wallCases } from './support/wall-cases.js';
import { wallPage } from './support/wall-page.js';

const keysOf = (
  list: readonly { readonly row: string; readonly fault: string; readonly given?: string | undefined }[],
) => list.map(({ row, fault, given = '' }) => `${row}: ${fault}: ${given}`).toSorted();

describe('the table of what a router makes of faults', () => {
  it('has a line for every fault that is played, and no other', () => {
    expect(keysOf(outcomes)).toEqual(keysOf(wallCases));
    expect(new Set(keysOf(outcomes)).size).toBe(outcomes.length);
  });

  it('has no fault that nobody plays', () => {
    const unplayed = wallCases.filter(
      (each) => ![openAIWire, ollamaWire].some((wire) => each.isPlayableIn(wire)),
    );
    expect(keysOf(unplayed)).toEqual([]);
  });

  it('is in docs/routing-faults.md, word for word', async () => {
    await expect(wallPage(outcomes)).toMatchFileSnapshot('../../../../docs/routing-faults.md');
  });
});
