/** The figures in the order in which they are measured and told. */
export const figureNames = [
  'stream-coalesced',
  'stream-each',
  'stream-paced',
  'stream-reasoning',
  'stream-padded',
  'tool-arguments',
  'tool-arguments-500',
  'call-1',
  'call-64',
  'first-event',
  'heap',
  'import',
  'cold',
  'construct',
  'construct-heap',
];

/** One of them, by its name. */
export async function loadFigure(name) {
  const { figure } = await import(`../figures/${name}.mjs`);
  return figure;
}
