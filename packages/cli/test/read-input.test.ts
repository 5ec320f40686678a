import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readContext, readInput } from '../src/read-input.js';

describe('standard input', () => {
  it('is read to its end, whole characters only', async () => {
    const input = new PassThrough();
    const bytes = Buffer.from('日本\n');
    input.write(bytes.subarray(0, 2));
    setTimeout(() => input.end(bytes.subarray(2)), 5);
    expect(await readInput(input)).toBe('日本');
  });

  it('is not waited for on a terminal', async () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true });
    expect(await readInput(terminal)).toBeUndefined();
    expect(await readContext(terminal, () => {})).toBeUndefined();
  });

  it('is waited for to its end once it has begun', async () => {
    const input = new PassThrough();
    input.write('begun, ');
    setTimeout(() => input.end('ended'), 60);
    expect(await readContext(input, () => {}, 20)).toBe('begun, ended');
  });

  it('is given up where nothing comes and nothing ends', async () => {
    let gaveUp = false;
    const input = new PassThrough();
    expect(await readContext(input, () => (gaveUp = true), 20)).toBeUndefined();
    expect(gaveUp).toBe(true);
  });

  it('may end without a byte', async () => {
    const input = new PassThrough();
    input.end();
    expect(await readContext(input, () => expect.unreachable())).toBe('');
  });
});
