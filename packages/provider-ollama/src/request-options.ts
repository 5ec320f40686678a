import { ProviderError } from '@modelport/core';
import { checkKeepAlive, type KeepAlive } from './keep-alive.js';

/**
 * What becomes of a prompt that is longer than the context: it is cut and a warning `context-truncated` tells of it, or it
 * is refused with `CONTEXT_LENGTH_EXCEEDED`.
 */
export type OnContextOverflow = 'warn' | 'error';

/**
 * What one request can say to Ollama beyond the contract: `providerOptions: { ollama: { … } }`. Left out, the model's own
 * default counts. `temperature`, `topK`, `minP`, `seed`, `stop` and the like are fields of the request itself.
 */
export interface OllamaRequestOptions extends OllamaModelOptions {
  /** How long the model stays in memory after this answer. Default: the provider's `keepAlive`. */
  readonly keepAlive?: KeepAlive | undefined;
  /** What becomes of a prompt that is longer than the context. Default: the provider's. */
  readonly onContextOverflow?: OnContextOverflow | undefined;
  /** The server's own switch, sent as it is: cut a prompt without a word (`true`), or refuse it. Over `onContextOverflow`. */
  readonly truncate?: boolean | undefined;
  /** Drops old tokens where the answer fills the context, in place of ending it. Server's default: true. Chat only. */
  readonly shift?: boolean | undefined;
  /** Whether or how much the model thinks; wins over `reasoning`. Chat only. */
  readonly think?: boolean | 'low' | 'medium' | 'high' | 'max' | undefined;
}

/** What Ollama calls options of a model. The first seven count when it is loaded: another value loads it anew. */
export interface OllamaModelOptions {
  /** Tokens of the context. Default: the provider's `numCtx`. */
  readonly numCtx?: number | undefined;
  /** Tokens of the prompt that are read at once. */
  readonly numBatch?: number | undefined;
  /** Layers that are put on GPUs. */
  readonly numGpu?: number | undefined;
  /** GPU that holds what is not split. */
  readonly mainGpu?: number | undefined;
  /** Maps the model's file into memory. */
  readonly useMmap?: boolean | undefined;
  /** Threads that compute. */
  readonly numThread?: number | undefined;
  /** Tokens that a draft model guesses at once. */
  readonly draftNumPredict?: number | undefined;
  /** Tokens of the prompt that are kept when the context is shifted. */
  readonly numKeep?: number | undefined;
  /** Most tokens of the answer; `-1`: no limit. Wins over `maxTokens`. */
  readonly numPredict?: number | undefined;
  /** Locally typical sampling; 1: off. */
  readonly typicalP?: number | undefined;
  /** Tokens that are looked at for `repeatPenalty`; `-1`: the whole context. */
  readonly repeatLastN?: number | undefined;
  /** Penalty of tokens that were there before; 1: none. */
  readonly repeatPenalty?: number | undefined;
}

/** What an option accepts, and where it goes. */
interface Field {
  readonly accepts: (value: unknown) => boolean;
  readonly expected: string;
  /** Name of an option of a model on the wire. */
  readonly wire?: string;
  readonly chatOnly?: true;
}

const choice = (...values: readonly unknown[]): Field => ({
  accepts: (value) => values.includes(value),
  expected: `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`,
});
const flag: Field = choice(true, false);
const integer = (wire: string): Field => ({ wire, accepts: Number.isInteger, expected: 'a whole number' });
const number = (wire: string): Field => ({ wire, accepts: Number.isFinite, expected: 'a number' });

const fields: Readonly<Record<keyof OllamaRequestOptions, Field>> = {
  // Checked by itself, for its own advice.
  keepAlive: { accepts: () => true, expected: '' },
  onContextOverflow: choice('warn', 'error'),
  truncate: flag,
  shift: { ...flag, chatOnly: true },
  think: { ...choice(true, false, 'low', 'medium', 'high', 'max'), chatOnly: true },
  numCtx: integer('num_ctx'),
  numBatch: integer('num_batch'),
  numGpu: integer('num_gpu'),
  mainGpu: integer('main_gpu'),
  useMmap: { ...flag, wire: 'use_mmap' },
  numThread: integer('num_thread'),
  draftNumPredict: integer('draft_num_predict'),
  numKeep: integer('num_keep'),
  numPredict: integer('num_predict'),
  typicalP: number('typical_p'),
  repeatLastN: integer('repeat_last_n'),
  repeatPenalty: number('repeat_penalty'),
};

/** The options of one request, sorted by where they go. */
export interface ReadRequestOptions {
  /** As they were given, checked. */
  readonly own: Omit<OllamaRequestOptions, keyof OllamaModelOptions>;
  /** By their names on the wire. */
  readonly model: Readonly<Record<string, unknown>>;
}

const noOptions: ReadRequestOptions = Object.freeze({ own: Object.freeze({}), model: Object.freeze({}) });

/**
 * Reads the options of one request.
 * @throws ProviderError `REQUEST_INVALID` for an option that does not exist, or a value that Ollama would refuse.
 */
export function readRequestOptions(
  given: Readonly<Record<string, unknown>> | undefined,
  kind: 'chat' | 'embed',
): ReadRequestOptions {
  if (given === undefined) return noOptions;
  const own: Record<string, unknown> = {};
  const model: Record<string, unknown> = {};
  const names = Object.keys(fields) as (keyof OllamaRequestOptions)[];
  const accepted = names.filter((name) => kind === 'chat' || !fields[name].chatOnly);
  for (const [name, value] of Object.entries(given)) {
    const known = accepted.find((candidate) => candidate === name);
    if (known === undefined) throw unknownOption(name, accepted);
    if (value === undefined) continue;
    const field = fields[known];
    if (!field.accepts(value)) throw wrongValue(name, value, field);
    if (field.wire === undefined) own[name] = value;
    else model[field.wire] = value;
  }
  if (own['keepAlive'] !== undefined) {
    checkKeepAlive(own['keepAlive'], 'providerOptions.ollama.keepAlive', 'REQUEST_INVALID');
  }
  return { own, model };
}

function wrongValue(name: string, value: unknown, { expected }: Field): ProviderError {
  return new ProviderError({
    code: 'REQUEST_INVALID',
    setting: `providerOptions.ollama.${name}`,
    message: `providerOptions.ollama.${name} must be ${expected}; ${JSON.stringify(value)} is not.`,
  });
}

function unknownOption(name: string, candidates: readonly string[]): ProviderError {
  return new ProviderError({
    code: 'REQUEST_INVALID',
    setting: `providerOptions.ollama.${name}`,
    candidates,
    message: `There is no request option "${name}". Accepted: ${candidates.join(', ')}. Anything else can go into extraBody.`,
  });
}
