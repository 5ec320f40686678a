import { describe, expect, it } from 'vitest';
import {
  everyTwoWaySplit,
  piecesOf,
  sampleThreeWaySplits,
  splitBytes,
} from '../../src/captures/split-bytes.js';

const bytes = Buffer.from('0123456789');
const texts = (pieces: Uint8Array[]): string[] => pieces.map((piece) => Buffer.from(piece).toString());

describe('splitBytes', () => {
  it('cuts at each position, whatever their order', () => {
    expect(texts(splitBytes(bytes, [7, 3]))).toEqual(['012', '3456', '789']);
  });

  it('never makes an empty piece', () => {
    expect(texts(splitBytes(bytes, [0, 4, 4, 10, 99, -1]))).toEqual(['0123', '456789']);
    expect(splitBytes(new Uint8Array(), [0])).toEqual([]);
  });
});

describe('everyTwoWaySplit', () => {
  it('cuts once at every position', () => {
    const splits = [...everyTwoWaySplit(bytes)].map(texts);
    expect(splits.map(([first]) => first?.length)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(splits.map((pieces) => pieces.join('')))).toEqual(new Set(['0123456789']));
  });
});

describe('sampleThreeWaySplits', () => {
  it('gives three pieces that make up the whole', () => {
    const splits = [...sampleThreeWaySplits(bytes, 200)].map(texts);
    expect(splits).toHaveLength(200);
    for (const pieces of splits) {
      expect(pieces).toHaveLength(3);
      expect(pieces.join('')).toBe('0123456789');
    }
    expect(new Set(splits.map((pieces) => pieces.join('|'))).size).toBeGreaterThan(20);
  });

  it('gives the same sample for the same seed, and another for another', () => {
    const sample = (seed: number): string[][] => [...sampleThreeWaySplits(bytes, 20, seed)].map(texts);
    expect(sample(5)).toEqual(sample(5));
    expect(sample(5)).not.toEqual(sample(6));
  });
});

describe('piecesOf', () => {
  it('cuts into pieces of one size, and a rest', () => {
    expect(texts(piecesOf(bytes, 4))).toEqual(['0123', '4567', '89']);
  });
});
