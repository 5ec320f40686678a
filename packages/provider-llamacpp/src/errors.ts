import type { KnownErrorCode } from '@modelport/core';
import type { MapError } from '@modelport/provider-openai-compatible/extend';
import { asRecord, asText } from '@modelport/provider-utils';
import { defaultBaseUrl, olderBaseUrl } from './server-url.js';

interface Wording {
  readonly words: RegExp;
  readonly code: KnownErrorCode;
  readonly retryable?: false;
  /** What to do about it. */
  readonly advice?: string;
}

/** What llama-server says with a status that says something else, or leaves open what to do. */
const wordings: readonly Wording[] = [
  {
    // 500 for what is wrong with the request, and will be so the next time.
    words:
      /^failed to parse messages|^unknown reasoning format|^cannot use both json_schema and grammar|^'messages' is required/i,
    code: 'REQUEST_INVALID',
  },
  {
    words: /^logprobs is not supported with tools/i,
    code: 'REQUEST_INVALID',
    advice: 'chat() streams as well: leave out one of them.',
  },
  {
    words: /(image|audio|video) input is not supported/i,
    code: 'NOT_SUPPORTED',
    advice: 'Start llama-server with a model that has it, and its projector: --mmproj.',
  },
  {
    // Builds before 0.7.
    words: /requires? (the )?--jinja/i,
    code: 'NOT_SUPPORTED',
    advice: 'Start llama-server with --jinja.',
  },
  {
    // A router: trying again would load it again.
    words: /^model name=.* failed to load/i,
    code: 'BACKEND_ERROR',
    retryable: false,
    advice: "llama-server's log says why.",
  },
  {
    words: /^model is not (loaded|running)/i,
    code: 'MODEL_NOT_FOUND',
    advice: 'Load it first: the router runs without --models-autoload.',
  },
  {
    words: /^model name is missing/i,
    code: 'REQUEST_INVALID',
    advice: 'This is a router: give the name of a model.',
  },
  {
    words: /^file not found/i,
    code: 'NOT_SUPPORTED',
    advice:
      'llama-server has no such route there: check baseUrl (an --api-prefix belongs to it), or take a newer build.',
  },
];

/** Sharpens an error by llama-server's own words; where nothing answers, says where a llama-server usually is. */
export const mapLlamaCppError: MapError = (error, body) => {
  if (error.code === 'BACKEND_UNREACHABLE' && body === undefined) {
    const usual = `llama-server listens on ${defaultBaseUrl}, older builds on ${olderBaseUrl}.`;
    return { message: `${error.message} ${usual}` };
  }
  const said = asText(asRecord(asRecord(body)?.['error'])?.['message']);
  const wording = said === undefined ? undefined : wordings.find(({ words }) => words.test(said));
  if (wording === undefined) return undefined;
  const { code, retryable, advice } = wording;
  return {
    code,
    ...(retryable !== undefined && { retryable }),
    ...(advice !== undefined && { message: `${error.message} ${advice}` }),
  };
};
