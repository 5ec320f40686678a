import { type CallContext, type CallOptions, ProviderError } from '@modelport/core';
import { asCount, asRecord, joinUrl, withoutAbsent } from '@modelport/provider-utils';
import type { Connection } from '../connection.js';

/** A text to cut into tokens. */
export interface VllmTokenizeInput {
  readonly text: string;
  /** Default: the provider's. */
  readonly model?: string | undefined;
  /** Adds the tokens that every prompt starts with. Default true. */
  readonly addSpecialTokens?: boolean | undefined;
}

/** Tokens to join to text. */
export interface VllmDetokenizeInput {
  readonly tokens: readonly number[];
  /** Default: the provider's. */
  readonly model?: string | undefined;
}

/** What `provider.extras` offers for vLLM. */
export interface VllmExtras {
  /** Cuts a text into tokens. */
  tokenize(input: string | VllmTokenizeInput, options?: CallOptions): Promise<readonly number[]>;
  /** Joins tokens to their text. */
  detokenize(input: readonly number[] | VllmDetokenizeInput, options?: CallOptions): Promise<string>;
  /** The server's counters by name with their labels, such as `vllm:num_requests_running{model_name="m"}`. */
  metrics(input?: undefined, options?: CallOptions): Promise<{ readonly [name: string]: number }>;
}

/** The same for the driver's side. */
export type VllmDriverExtras = {
  readonly [Name in keyof VllmExtras]: (input: never, call: CallContext) => Promise<unknown>;
};

/** Makes the extras of one server. https://docs.vllm.ai */
export function createVllmExtras(
  connection: Connection,
  root: string,
  model: string | undefined,
): VllmDriverExtras {
  const post = (path: string, body: object, call: CallContext) =>
    connection.json({ path: joinUrl(root, path), body: withoutAbsent(body) }, call);
  return {
    async tokenize(given: string | VllmTokenizeInput, call: CallContext): Promise<readonly number[]> {
      const input = typeof given === 'string' ? { text: given } : given;
      if (typeof input?.text !== 'string') throw invalid('tokenize', 'a text, or { text }');
      const body = {
        model: input.model ?? model,
        prompt: input.text,
        add_special_tokens: input.addSpecialTokens,
      };
      const tokens = asRecord(await post('/tokenize', body, call))?.['tokens'];
      if (Array.isArray(tokens)) return tokens;
      throw missing('list', 'tokens');
    },
    async detokenize(given: readonly number[] | VllmDetokenizeInput, call: CallContext): Promise<string> {
      const input = 'tokens' in Object(given) ? (given as VllmDetokenizeInput) : { tokens: given };
      if (!Array.isArray(input.tokens) || !input.tokens.every((token) => Number.isInteger(token)))
        throw invalid('detokenize', 'a list of whole numbers, or { tokens }');
      const body = { model: (input as VllmDetokenizeInput).model ?? model, tokens: input.tokens };
      const text = asRecord(await post('/detokenize', body, call))?.['prompt'];
      if (typeof text === 'string') return text;
      throw missing('text', 'prompt');
    },
    async metrics(_input: undefined, call: CallContext): Promise<Record<string, number>> {
      const { body } = await connection.send({ path: joinUrl(root, '/metrics') }, call);
      return readMetrics(await body.text());
    },
  };
}

/** Reads how many tokens a prompt has. @throws ProviderError `RESPONSE_INVALID` where it is not told. */
export function readTokenCount(answer: unknown): number {
  const count = asCount(asRecord(answer)?.['count']);
  if (count === undefined) throw missing('number', 'count');
  return count;
}

/** Reads Prometheus text: the value of each sample by its name and labels. */
function readMetrics(text: string): Record<string, number> {
  const samples = text.matchAll(/^([a-z_][\w:]*(?:\{[^\n]*\})?) (\S+)/gim);
  return Object.fromEntries([...samples].map(([, name = '', value]) => [name, Number(value)]));
}

function missing(kind: string, field: string): ProviderError {
  return new ProviderError({
    code: 'RESPONSE_INVALID',
    message: `The answer has no ${kind} "${field}". Is baseUrl that of a vLLM server?`,
  });
}

function invalid(extra: string, accepted: string): ProviderError {
  return new ProviderError({
    code: 'REQUEST_INVALID',
    setting: extra,
    message: `extras.${extra} takes ${accepted}.`,
  });
}
