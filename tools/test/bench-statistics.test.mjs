import { describe, expect, it } from 'vitest';
import { differences, ratios, rotated, spread } from '../../bench/lib/statistics.mjs';
import { digits, growth, spreadText, summarize } from '../../bench/lib/summary.mjs';

describe('the spread of a benchmark', () => {
  it('is the median and the quartiles, whatever the order', () => {
    expect(spread([9, 1, 5, 3, 7])).toEqual({ median: 5, low: 3, high: 7 });
    expect(spread([4, 1, 3, 2])).toEqual({ median: 2.5, low: 1.75, high: 3.25 });
    expect(spread([2])).toEqual({ median: 2, low: 2, high: 2 });
  });

  it('leaves the values as they were', () => {
    const values = [3, 1, 2];
    spread(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it('compares values of the same round', () => {
    expect(ratios([10, 40], [5, 10])).toEqual([2, 4]);
    expect(differences([10, 40], [5, 10])).toEqual([5, 30]);
  });
});

describe('the order of contenders', () => {
  it('begins with another one each round, and everyone takes part once', () => {
    const rounds = [0, 1, 2, 3].map((round) => rotated(['a', 'b', 'c'], round).join(''));
    expect(rounds).toEqual(['abc', 'bca', 'cab', 'abc']);
  });
});

describe('the summary of a figure', () => {
  const cells = {
    floor: { values: [10, 20, 40] },
    fast: { values: [5, 10, 20] },
    broken: { values: [], error: 'of 5 characters of text, 3 arrived' },
  };
  const figure = (shows) => ({
    name: 'f',
    title: 'f',
    unit: 'µs',
    shows,
    wires: { openai: { base: 'floor', cells } },
  });

  it('shows ratios of the same round, not of the medians of different ones', () => {
    const { fast, floor } = summarize(figure('ratio')).cells;
    expect(fast.shown).toEqual({ median: 0.5, low: 0.5, high: 0.5 });
    expect(fast.absolute.median).toBe(10);
    expect(floor.shown.median).toBe(1);
  });

  it('shows differences, or values, where the figure says so', () => {
    expect(summarize(figure('difference')).cells.fast.shown.median).toBe(-10);
    expect(summarize(figure('value')).cells.fast.shown.median).toBe(10);
  });

  it('has no numbers of whoever lost characters', () => {
    const { broken } = summarize(figure('ratio')).cells;
    expect(broken.shown).toBeUndefined();
    expect(broken.error).toContain('3 arrived');
  });

  it('shows no ratio where the base was not measured as often', () => {
    const short = { ...cells, floor: { values: [10, 20] } };
    const summary = summarize({ ...figure('ratio'), wires: { openai: { base: 'floor', cells: short } } });
    expect(summary.cells.fast.shown).toBeUndefined();
    expect(summary.cells.fast.absolute.median).toBe(10);
  });

  it('tells how the cost of a fragment grows, of those that have both lengths', () => {
    const of = (name, values) => ({ name, wires: { openai: { base: 'floor', cells: values } } });
    const long = of('tool-arguments', {
      floor: { values: [8, 8] },
      linear: { values: [8, 16] },
      square: { values: [32, 32] },
      half: { values: [1] },
    });
    const short = of('tool-arguments-500', {
      floor: { values: [4, 8] }, // the machine was busy in the first round of the long ones
      linear: { values: [4, 16] },
      square: { values: [4, 8] },
      half: { values: [] },
    });
    const { cells: grown } = growth([long, short]);
    expect(grown.floor.shown.median).toBe(1);
    expect(grown.linear.shown.median).toBe(1);
    expect(grown.square.shown.median).toBe(4);
    expect(grown.half.shown).toBeUndefined();
    expect(growth([long])).toBeUndefined();
  });
});

describe('numbers of a benchmark', () => {
  it('have about three digits', () => {
    expect([0.8512, 9.876, 12.34, 456.7, -24.31].map(digits)).toEqual([
      '0.85',
      '9.88',
      '12.3',
      '457',
      '-24.3',
    ]);
    expect(spreadText({ median: 0.85, low: 0.8, high: 0.914 })).toBe('0.85 (0.80-0.91)');
  });
});
