import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tinyModelPath } from '../../src/llama-server/tiny-models.js';

describe('tinyModelPath', () => {
  it.each([
    ['tiny-chat', '42341b59fddb260ef68d951db5ea10b6f1036330c224137058cbaab88161a0ea'],
    ['tiny-thinking', '455d2551df30c554a594818d1d8ce07cd067b6fc816991ad5c155d8c62ede9e2'],
  ] as const)('makes %s, always of the same bytes', async (model, checksum) => {
    const [first, second] = await Promise.all([tinyModelPath(model), tinyModelPath(model)]);
    expect(first).toBe(second);
    expect(createHash('sha256').update(readFileSync(first)).digest('hex')).toBe(checksum);
  });
});
