import { digits, spreadText, summarize } from './summary.mjs';

/** Prints a figure as soon as it is measured. */
export function printFigure(figure, seconds) {
  const { title, unit, shows, cells } = summarize(figure);
  const what = { ratio: 'ratio to the fetch floor', difference: 'beyond a bare Node', value: 'value' }[shows];
  console.log(`\n${title}: ${what}, ${unit} (${seconds.toFixed(0)} s)`);
  for (const [name, { shown, absolute, note, error }] of Object.entries(cells)) {
    const text =
      error === undefined
        ? [shown && spreadText(shown), shows !== 'value' && digits(absolute.median)]
        : [error];
    const parts = [...text, note && `(${note})`].filter(Boolean);
    console.log(
      `  ${name.padEnd(26)} ${parts
        .map((part) => part.padEnd(22))
        .join(' ')
        .trimEnd()}`,
    );
  }
}
