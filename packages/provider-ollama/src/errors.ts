import { type KnownErrorCode, ProviderError, type ProviderErrorDetails } from '@modelport/core';
import {
  asRecord,
  asText,
  type HttpErrorInput,
  httpError,
  parseJson,
  type TransportResponse,
} from '@modelport/provider-utils';
import { defaultBaseUrl } from './ollama-host.js';

interface Wording {
  readonly words: RegExp;
  readonly code: KnownErrorCode;
  readonly retryable?: false;
  /** What to do about it; `$1` is what the first group found. */
  readonly advice: string;
}

/** What Ollama says with a status that leaves open what it means, or what to do. */
const wordings: readonly Wording[] = [
  {
    words: /model ['"]([^'"]{1,200})['"] not found/i,
    code: 'MODEL_NOT_FOUND',
    advice: 'Pull it first: extras.pull("$1"), or "ollama pull $1".',
  },
  {
    // 500, or a line in the progress, for a name that the registry does not have.
    words: /^pull model manifest: file does not exist/i,
    code: 'MODEL_NOT_FOUND',
    advice: 'The registry has no such model: look the name up at https://ollama.com/library.',
  },
  {
    words: /does not support thinking/i,
    code: 'NOT_SUPPORTED',
    advice: 'Leave out "reasoning", or take a model whose capabilities hold thinking.',
  },
  {
    words: /does not support ([a-z ]{1,40})/i,
    code: 'NOT_SUPPORTED',
    advice: 'models() tells what each model can do.',
  },
  {
    // 500 for what is wrong with the request, and will be so the next time.
    words: /^(option "|invalid format)/i,
    code: 'REQUEST_INVALID',
    advice: '',
  },
  {
    words: /exceed.*context/i,
    code: 'CONTEXT_LENGTH_EXCEEDED',
    advice: 'A larger numCtx helps as far as the model was made for it.',
  },
  { words: /^server busy/i, code: 'OVERLOADED', advice: '' },
  {
    // Trying again would load it again.
    words: /requires more system memory|out of memory/i,
    code: 'BACKEND_ERROR',
    retryable: false,
    advice: 'Take a smaller model or numCtx, or unload other models.',
  },
];

/** An answer that tells of a failure. */
export interface FailedAnswer {
  /** Its JSON, or text. */
  readonly body: unknown;
  /** Absent for an error inside a stream. */
  readonly response?: TransportResponse | undefined;
  readonly secrets: readonly (string | undefined)[];
}

/** Makes the error of an answer that tells of a failure, whether by its status or by a line of a stream. */
export function ollamaError({ body, response, secrets }: FailedAnswer): ProviderError {
  const said = unwrap(body);
  const input = { ...response, body: said, serverName: 'Ollama', secrets };
  const error = input.status === undefined || input.status <= 299 ? innerError(input) : httpError(input);
  const signIn = asText(asRecord(body)?.['signin_url']);
  if (signIn !== undefined) {
    return changed(error, {
      code: 'AUTH_FAILED',
      message: `${error.message} Sign the server in to ollama.com: "ollama signin", or open ${signIn}`,
    });
  }
  if (error.status === 403 && said === '') {
    const advice =
      'It does so for a foreign Host or Origin header: let the proxy in front of it set Host, or allow the origin in OLLAMA_ORIGINS.';
    return changed(error, { message: `Ollama answered HTTP 403 without a word. ${advice}` });
  }
  const text = textOf(said);
  for (const { words, code, retryable, advice } of wordings) {
    const found = words.exec(text);
    if (found === null) continue;
    const message = `${error.message} ${advice.replaceAll('$1', found[1] ?? '')}`.trimEnd();
    return changed(error, { code, message, ...(retryable !== undefined && { retryable }) });
  }
  return error;
}

/** The error inside a 200: unless its words say more, Ollama would have answered HTTP 500 before the first line. */
function innerError(input: HttpErrorInput): ProviderError {
  const error = httpError(input);
  if (error.code !== 'BACKEND_ERROR' || error.status !== undefined) return error;
  const { code, retryable } = httpError({ ...input, status: 500 });
  return changed(error, { code, retryable });
}

/** What {@link noAnswer} calls JSON of another kind: that of another server. */
export const otherJson = 'JSON that is no answer';

/** The error for a body that is no answer. `what` it is stands behind "answered with". */
export function noAnswer(what: string): ProviderError {
  return new ProviderError({
    code: 'RESPONSE_INVALID',
    message: `The server answered with ${what}. Is baseUrl that of an Ollama?`,
  });
}

/** The error for a plain answer that does not say that it is done. */
export function unfinishedAnswer(): ProviderError {
  return new ProviderError({
    code: 'STREAM_INTERRUPTED',
    message: 'The answer ended before the model was done: it was cut.',
  });
}

/** Says where Ollama usually is, for a connection that was refused. */
export function unreachable(error: unknown): unknown {
  if (!ProviderError.isInstance(error) || error.code !== 'BACKEND_UNREACHABLE') return error;
  const advice = `Ollama listens on ${defaultBaseUrl} unless told otherwise; "ollama serve" starts it.`;
  return changed(error, { message: `${error.message} ${advice}` });
}

/** What the runner of a model says is handed on as JSON inside the text: its own code and numbers are in there. */
function unwrap(body: unknown): unknown {
  const text = asText(asRecord(body)?.['error']);
  return (text?.startsWith('{') && asRecord(parseJson(text))) || body;
}

function textOf(body: unknown): string {
  const error = asRecord(body)?.['error'];
  return asText(error) ?? asText(asRecord(error)?.['message']) ?? '';
}

/** The error with other details; whether to retry follows from a new code, unless that is said as well. */
function changed(error: ProviderError, details: Partial<ProviderErrorDetails>): ProviderError {
  const { message, cause, retryable, code } = error;
  const sameCode = details.code === undefined || details.code === code;
  return new ProviderError({
    ...error,
    message,
    cause,
    retryable: sameCode ? retryable : undefined,
    ...details,
  });
}
