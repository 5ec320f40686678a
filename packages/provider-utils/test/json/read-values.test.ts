import { describe, expect, it } from 'vitest';
import {
  asCount,
  asFlag,
  asList,
  asRecord,
  asText,
  parseJson,
  withoutAbsent,
} from '../../src/json/read-values.js';

/** One value of each kind that JSON has. */
const kinds = [null, true, false, 0, 7, -1, '', 'x', [], [1], {}, { a: 1 }, undefined];

describe('a reader of values from the network', () => {
  it.each([
    ['asRecord', asRecord, [{}, { a: 1 }]],
    ['asText', asText, ['x']],
    ['asCount', asCount, [0, 7]],
    ['asFlag', asFlag, [true, false]],
  ] as const)('%s lets its kind through and nothing else', (_name, read, accepted) => {
    expect(kinds.filter((value) => read(value) !== undefined)).toEqual(accepted);
    for (const value of accepted) expect(read(value)).toBe(value);
  });

  it('asList gives an empty list for what is none', () => {
    expect(kinds.map((value) => asList(value).length)).toEqual(
      kinds.map((value) => (Array.isArray(value) ? value.length : 0)),
    );
  });

  it('takes no number that cannot be counted', () => {
    expect(asCount(Number.NaN)).toBeUndefined();
  });
});

it('parseJson tells "null" from what is no JSON', () => {
  expect(parseJson('null')).toBeNull();
  expect(parseJson('{"a":')).toBeUndefined();
  expect(parseJson('')).toBeUndefined();
});

it('withoutAbsent keeps every value but undefined', () => {
  const kept = withoutAbsent({ a: undefined, b: null, c: 0, d: '', e: false });
  expect(Object.keys(kept)).toEqual(['b', 'c', 'd', 'e']);
});
