import type { AnswerUsage } from '../answer.js';
import type { EmbeddingsForm, WireResponse } from '../wire-encoder.js';

/** Writes the embeddings of inputs, listed in any order. */
export function writeEmbeddings(
  embeddings: readonly (readonly number[])[],
  usage?: AnswerUsage,
  { order = [...embeddings.keys()], base64 = false }: EmbeddingsForm = {},
): WireResponse {
  const data = order.map((index) => {
    const embedding = embeddings[index] ?? [];
    return { object: 'embedding', index, embedding: base64 ? toBase64(embedding) : embedding };
  });
  const counts = usage && { prompt_tokens: usage.inputTokens, total_tokens: usage.inputTokens };
  return {
    body: { object: 'list', model: 'conformance-model', data, ...(counts && { usage: counts }) },
  };
}

/** Little-endian float32, as the wire wants it whatever this machine uses. */
function toBase64(embedding: readonly number[]): string {
  const bytes = Buffer.alloc(embedding.length * 4);
  for (const [index, value] of embedding.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}
