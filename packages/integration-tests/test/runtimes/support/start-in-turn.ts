/**
 * Starts an action for each item, so many at once, the next one when another is over. Gives all their results at once;
 * nothing is reported of a failure that nobody waits for.
 */
export function startInTurn<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  action: (item: Item) => Promise<Result>,
): ReadonlyMap<Item, Promise<Result>> {
  const turns: (() => void)[] = [];
  const startNext = (): void => turns.shift()?.();
  const results = new Map(
    items.map((item) => {
      const turn = new Promise<void>((resolve) => turns.push(resolve));
      const result = turn.then(() => action(item)).finally(startNext);
      result.catch(() => undefined);
      return [item, result];
    }),
  );
  for (let started = 0; started < atOnce; started++) startNext();
  return results;
}
