import { describe, expect, it } from 'vitest';
import { readEmbeddings, toEmbedBody } from '../src/embeddings.js';

describe('embeddings', () => {
  it('are asked for as numbers', () => {
    expect(toEmbedBody({ model: 'm', input: ['a'], dimensions: 3 })).toEqual({
      model: 'm',
      input: ['a'],
      dimensions: 3,
      encoding_format: 'float',
    });
  });

  it('come in the order of the input, whatever the order of the answer', () => {
    const data = [
      { index: 1, embedding: [2] },
      { index: 0, embedding: [1] },
    ];
    expect(
      readEmbeddings({ data, model: 'm', usage: { prompt_tokens: 3, total_tokens: 3 } }, 2),
    ).toMatchObject({
      embeddings: [[1], [2]],
      model: 'm',
      usage: { inputTokens: 3, totalTokens: 3 },
    });
  });

  it('may be base64 of 32-bit floats', () => {
    const embedding = Buffer.from(new Float32Array([0.5, -2]).buffer).toString('base64');
    expect(readEmbeddings({ data: [{ embedding }] }, 1).embeddings).toEqual([[0.5, -2]]);
  });

  it('may have anything in the place of an index', () => {
    for (const index of ['slice', 'length', '__proto__', -1, null, {}]) {
      expect(readEmbeddings({ data: [{ index, embedding: [1] }] }, 1).embeddings).toEqual([[1]]);
    }
  });

  it.each([
    ['missing', { data: [{ index: 0, embedding: [1] }] }],
    ['no numbers', { data: [{ embedding: ['x'] }, { embedding: [1] }] }],
    ['nested', { data: [{ embedding: [[1]] }, { embedding: [[1]] }] }],
    ['no list', { object: 'list' }],
    ['nothing', null],
  ])('are refused where they are %s', (_, answer) => {
    expect(() => readEmbeddings(answer, 2)).toThrow(expect.objectContaining({ code: 'RESPONSE_INVALID' }));
  });
});
