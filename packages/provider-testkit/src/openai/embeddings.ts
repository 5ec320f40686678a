import { type Check, list, number, object, oneOf, string, stringOr } from './checks.js';
import { refuse } from './refusal.js';

const DIMENSIONS = 8;
const LARGEST_BATCH = 2048;

const tokens = list(number({ min: 0, integer: true }), { min: 1 });
const inputs: Check = (value, path) => {
  const kinds = new Set(Array.isArray(value) ? value.map((entry) => typeof entry) : []);
  if (kinds.has('number')) return tokens(value, path);
  return list(stringOr(string(), tokens), { min: 1, max: LARGEST_BATCH })(value, path);
};
const checkRequest = object(
  {
    model: string(),
    input: stringOr(string(), inputs),
    encoding_format: oneOf('float', 'base64'),
    dimensions: number({ min: 1, integer: true }),
    user: string(),
  },
  ['model', 'input'],
);

/**
 * Answers an embeddings request. The same input gives the same vector; other inputs give other ones.
 *
 * @throws Refusal with status 400
 */
export function embed(body: Record<string, unknown>): Record<string, unknown> {
  checkRequest(body, '');
  const { model, input, encoding_format: format, dimensions = DIMENSIONS } = body;
  const single = typeof input === 'string' || (Array.isArray(input) && typeof input[0] === 'number');
  const entries: unknown[] = single ? [input] : Array.isArray(input) ? input : [];
  if (entries.includes('')) refuse("Invalid 'input': it must not be an empty string.", 'input');
  const data = entries.map((entry, index) => {
    const vector = vectorOf(JSON.stringify(entry), Number(dimensions));
    return { object: 'embedding', index, embedding: format === 'base64' ? toBase64(vector) : [...vector] };
  });
  const used = entries.reduce<number>((sum, entry) => sum + countTokens(entry), 0);
  return { object: 'list', data, model, usage: { prompt_tokens: used, total_tokens: used } };
}

/** A vector of length one that the text determines. */
function vectorOf(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const [index, byte] of Buffer.from(text).entries()) {
    const at = (index * 31 + byte) % dimensions;
    vector[at] = (vector[at] ?? 0) + Math.sin(byte * (index + 1));
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/** Little-endian float32, as the wire wants it whatever this machine uses. */
function toBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}

function countTokens(entry: unknown): number {
  return Array.isArray(entry) ? entry.length : Math.ceil(String(entry).length / 4);
}
