import { cpus } from 'node:os';

/**
 * Runs `work` for each item, as many at once as there are processors.
 *
 * @template Item, Result
 * @param {readonly Item[]} items
 * @param {(item: Item) => Promise<Result>} work
 * @returns {Promise<Result[]>} In the order of the items.
 */
export async function pool(items, work) {
  const results = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(cpus().map(worker));
  return results;
}
