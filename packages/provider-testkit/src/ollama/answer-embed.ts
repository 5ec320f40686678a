import { requireModel } from './check-generation.js';
import { checkOptions } from './check-options.js';
import { readKeepAlive } from './go-duration.js';
import { DEFAULT_KEEP_ALIVE, digestOf, type ModelStore, type StoredModel } from './model-store.js';
import { OllamaRefusal, refuseBadRequest } from './ollama-refusal.js';
import { countTokens } from './prompt.js';

type Json = Record<string, unknown>;

/**
 * Answers `/api/embed`. The same input gives the same vector, of length 1; other inputs give other ones.
 *
 * @throws OllamaRefusal for what the real server refuses
 */
export function answerEmbed(body: Json, models: ModelStore): Json {
  const { model: name, truncate, dimensions } = body;
  if (name === undefined || name === '') throw new OllamaRefusal(404, "model '' not found");
  const inputs = readInputs(body['input']);
  const model = loadModel(body, models, `model "${name}" not found, try pulling it first`);
  if (inputs.length === 0) return { model: name, embeddings: [] };
  requireEmbedding(model);
  const contextLength = models.contextOf(model);
  const tokens = inputs.map(countTokens);
  if (tokens.includes(0)) {
    refuseBadRequest('input exceeds maximum context length and cannot be truncated further');
  }
  if (truncate === false && tokens.some((count) => count > contextLength)) {
    refuseBadRequest('the input length exceeds the context length');
  }
  const wanted = Number(dimensions ?? 0);
  const length = wanted > 0 ? Math.min(wanted, model.embeddingLength) : model.embeddingLength;
  return {
    model: name,
    embeddings: inputs.map((input) =>
      vectorOf(input.slice(0, contextLength * 4), model.embeddingLength, length),
    ),
    total_duration: 19_192_698,
    load_duration: 8_570_432,
    prompt_eval_count: tokens.reduce((sum, count) => sum + Math.min(count, contextLength), 0),
  };
}

/**
 * Answers the older `/api/embeddings`, which knows one input.
 *
 * @throws OllamaRefusal for what the real server refuses
 */
export function answerEmbeddings(body: Json, models: ModelStore): Json {
  const model = loadModel(body, models, `model "${body['model']}" not found, try pulling it first`);
  if (body['prompt'] === undefined || body['prompt'] === '') return { embedding: [] };
  requireEmbedding(model);
  return { embedding: vectorOf(String(body['prompt']), model.embeddingLength, model.embeddingLength) };
}

function loadModel(body: Json, models: ModelStore, unknown: string): StoredModel {
  const model = requireModel(models, body['model'], undefined, unknown);
  const { contextLength } = checkOptions(body['options']);
  const keepAlive = body['keep_alive'] === undefined ? DEFAULT_KEEP_ALIVE : readKeepAlive(body['keep_alive']);
  models.load(model, contextLength, keepAlive);
  return model;
}

function requireEmbedding({ capabilities }: StoredModel): void {
  if (capabilities.includes('embedding')) return;
  throw new OllamaRefusal(501, 'This server does not support embeddings. Start it with `--embeddings`');
}

function readInputs(input: unknown): string[] {
  if (input === undefined || input === '') return [];
  const list = Array.isArray(input) ? input : [input];
  if (!list.every((item) => typeof item === 'string')) refuseBadRequest('invalid input type');
  return list;
}

function vectorOf(text: string, size: number, length: number): number[] {
  const bytes = Buffer.from(digestOf(text), 'hex');
  const vector = Array.from({ length: size }, (_, index) => {
    const byte = bytes[index % bytes.length] ?? 0;
    return ((byte + 31 * index) % 256) - 127.5;
  });
  const kept = vector.slice(0, length);
  const norm = Math.hypot(...kept);
  return kept.map((value) => Math.fround(value / norm));
}
