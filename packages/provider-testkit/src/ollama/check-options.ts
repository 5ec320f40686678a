import { OllamaRefusal } from './ollama-refusal.js';

type Kind = 'integer' | 'float32' | 'boolean' | 'array';

/** The options that the server knows; all others are ignored, wrong spellings too. */
const KINDS: Readonly<Record<string, Kind>> = {
  num_ctx: 'integer',
  num_batch: 'integer',
  num_gpu: 'integer',
  main_gpu: 'integer',
  use_mmap: 'boolean',
  num_thread: 'integer',
  draft_num_predict: 'integer',
  num_keep: 'integer',
  seed: 'integer',
  num_predict: 'integer',
  top_k: 'integer',
  top_p: 'float32',
  min_p: 'float32',
  typical_p: 'float32',
  repeat_last_n: 'integer',
  temperature: 'float32',
  repeat_penalty: 'float32',
  presence_penalty: 'float32',
  frequency_penalty: 'float32',
  stop: 'array',
};

/** The options of a request that the fake itself heeds. */
export interface KnownOptions {
  readonly contextLength: number | undefined;
  readonly limit: number;
  readonly stop: readonly string[];
}

/**
 * Checks `options`. Fractions of whole numbers are cut off, as the real one does.
 *
 * @throws OllamaRefusal with status 500 (not 400) for a wrong type
 */
export function checkOptions(value: unknown): KnownOptions {
  const options = (value ?? {}) as Record<string, unknown>;
  for (const [name, entry] of Object.entries(options)) {
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
    if (kind === undefined || entry === null) continue;
    if (!fits(entry, kind)) throw new OllamaRefusal(500, `option "${name}" must be of type ${kind}`);
    if (kind === 'array' && !(entry as unknown[]).every((item) => typeof item === 'string')) {
      throw new OllamaRefusal(500, `option "${name}" must be of an array of strings`);
    }
  }
  const contextLength = Math.trunc(Number(options['num_ctx'] ?? 0));
  return {
    contextLength: contextLength > 0 ? contextLength : undefined,
    limit: Math.trunc(Number(options['num_predict'] ?? -1)),
    stop: (options['stop'] ?? []) as string[],
  };
}

function fits(value: unknown, kind: Kind): boolean {
  if (kind === 'array') return Array.isArray(value);
  return typeof value === (kind === 'boolean' ? 'boolean' : 'number');
}
