import { asList, asRecord, asText, type JsonRecord, parseJson } from '../json/read-values.js';
import { firstWords } from './first-words.js';

/** What an error body says, whatever its shape. */
export interface ErrorBody {
  /** The backend's own words; empty if there are none. */
  readonly message: string;
  /** Every code and type in the body, in lower case: `context_length_exceeded`, `invalid_request_error`, … */
  readonly labels: readonly string[];
  /** An HTTP status given in the body, as servers do for errors inside a stream. */
  readonly status: number | undefined;
}

/** Reads an error body: parsed JSON of any shape seen in the wild, plain text, an HTML page, or nothing. */
export function readErrorBody(body: unknown): ErrorBody {
  if (typeof body === 'string') return { message: textMessage(body), labels: [], status: undefined };
  const outer = asRecord(Array.isArray(body) ? body[0] : body) ?? {};
  // OpenAI, OpenRouter, llama.cpp and Anthropic nest it; old vLLM and plain frameworks are flat.
  const inner = asRecord(outer['error'] ?? outer['detail'] ?? asList(outer['errors'])[0]) ?? {};
  const metadata = asRecord(inner['metadata']) ?? {};
  const sources = [inner, inner['innererror'], metadata, inner['availability'], outer].map(
    (source) => asRecord(source) ?? {},
  );
  return {
    message: withNumbers(messageOf(outer, inner, metadata), inner),
    labels: sources.flatMap(labelsIn),
    status: sources.map(statusIn).find((found) => found !== undefined),
  };
}

/** Parses the text of an error body; what is no JSON stays text. */
export function parseErrorText(body: string): unknown {
  return parseJson(body) ?? body.trim();
}

/** What a text is that should have been JSON, for messages: `an empty body`, `an HTML page, "Login"`, … */
export function describeNonJson(text: string): string {
  const start = text.trim();
  if (start === '') return 'an empty body';
  if (isHtml(start)) return textMessage(start);
  if (/^[{["]/.test(start)) return 'broken JSON';
  const words = firstWords(start, 100);
  return words === '' ? 'no JSON' : `no JSON (${words})`;
}

function labelsIn({ code, type, error_type, status }: JsonRecord): string[] {
  return [code, type, error_type, status]
    .filter((label): label is string => typeof label === 'string')
    .map((label) => label.toLowerCase());
}

function statusIn({ code, status, http_status, status_code }: JsonRecord): number | undefined {
  return [code, status, http_status, status_code]
    .map((value) => (typeof value === 'string' ? Number(value) : value))
    .find(
      (value): value is number => Number.isInteger(value) && Number(value) >= 400 && Number(value) <= 599,
    );
}

function messageOf(outer: JsonRecord, inner: JsonRecord, metadata: JsonRecord): string {
  const message =
    asText(inner['message']) ??
    asText(outer['message']) ??
    asText(outer['error']) ??
    asText(outer['detail']) ??
    validationDetails(outer['detail']) ??
    asText(inner['error']) ??
    asText(outer['error_description']) ??
    asText(outer['msg']) ??
    asText(asList(outer['errors'])[0]) ??
    asText(outer['title']) ??
    '';
  // OpenRouter: "Provider returned error", with the provider's own words beside it.
  const raw = asText(metadata['raw']);
  return raw === undefined ? message : `${message}: ${readErrorBody(parseErrorText(raw)).message}`;
}

/** FastAPI: `[{ loc: ['body', 'messages'], msg: 'Field required', input: … }]`. The input may be a prompt: not shown. */
function validationDetails(detail: unknown): string | undefined {
  const parts = asList(detail).map((item) => {
    const { loc, msg } = asRecord(item) ?? {};
    const where = asList(loc).join('.');
    return where === '' ? (asText(msg) ?? '') : `${where}: ${asText(msg) ?? 'invalid'}`;
  });
  return parts.length === 0 ? undefined : parts.join('; ');
}

/** llama.cpp has the numbers of a full context in fields of their own; older versions not in the message. */
function withNumbers(message: string, { n_prompt_tokens: tokens, n_ctx: context }: JsonRecord): string {
  if (typeof tokens !== 'number' || typeof context !== 'number') return message;
  if (message.includes(String(tokens))) return message;
  return `${message} (${tokens} tokens in the prompt, a context of ${context})`;
}

function textMessage(body: string): string {
  if (!isHtml(body)) return body;
  const title = firstWords(/<(title|h1)[^>]*>([^<]*)</i.exec(body)?.[2] ?? '', 100);
  return title === '' ? 'an HTML page' : `an HTML page, "${title}"`;
}

function isHtml(body: string): boolean {
  return /^\s*(<!doctype|<html|<head|<\?xml)/i.test(body);
}
