import util from 'util/';
import assert from './assert.mjs';

export const { inspect, promisify } = util;

export function isDeepStrictEqual(one, other) {
  try {
    assert.deepEqual(one, other);
    return true;
  } catch {
    return false;
  }
}
