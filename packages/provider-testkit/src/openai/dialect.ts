import type { ServerResponse } from 'node:http';
import type { AnswerContext, Json } from './chat-wire.js';
import type { RequestRules } from './check-chat-request.js';
import type { FakeError, FakeReply } from './fake-reply.js';
import type { RecordedRequest } from './recorded-request.js';
import { Refusal } from './refusal.js';

/** A model that a fake serves. */
export interface FakeModel {
  readonly id: string;
  readonly kind: 'chat' | 'reasoning' | 'embedding';
  /** Its copies in memory, for servers that load and unload; the context length that each was loaded with. */
  readonly instances: Map<string, number>;
}

/** What the routes of a dialect read, and may change. */
export interface ServerState {
  readonly models: Map<string, FakeModel>;
  /** Tokens of context. */
  readonly contextLength: number;
  /** Whether the server has loaded its model, or its engine lives. */
  ready: boolean;
}

/** An answer as a dialect gives it: text as it is, anything else as JSON, nothing as an empty body. */
export interface FakeAnswer {
  /** Default: 200. */
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
}

/** What a route answers, always or depending on the request. */
export type Route = FakeAnswer | ((request: RecordedRequest, state: ServerState) => FakeAnswer);

/** Which of OpenAI's operations a request means, and the model if the path names it. */
export interface Operation {
  /** `chat/completions`, `embeddings`, `models` or `models/ID`. */
  readonly path: string;
  readonly model?: string | undefined;
}

/** The ids of models. */
export interface ModelIds {
  readonly chat: readonly string[];
  readonly reasoning: readonly string[];
  readonly embedding: readonly string[];
}

/** How a server differs from OpenAI's; what is left out is as OpenAI has it, but for headers. */
export interface Dialect {
  /** The paths under which OpenAI's operations are, the one of `baseUrl` first. Default: `/v1`. */
  readonly basePaths?: readonly string[] | undefined;
  /** The key that it accepts unless a test sets another. Default: `sk-fake`; `null` for a server without keys. */
  readonly apiKey?: string | null | undefined;
  /** Headers that may carry the key, as it is, in place of `Authorization: Bearer`. */
  readonly keyHeaders?: readonly string[] | undefined;
  /** Whether a request needs the key. Default: every one. */
  readonly needsKey?: ((request: RecordedRequest) => boolean) | undefined;
  /** The models that it serves unless a test sets others. Default: `gpt-fake`, `o-fake`, `embedding-fake`. */
  readonly models?: ModelIds | undefined;
  /** Headers of every answer; `number` counts the requests. Default: none. */
  readonly headers?: ((number: number) => Readonly<Record<string, string>>) | undefined;
  /** The content type of JSON. Default: `application/json`. */
  readonly jsonType?: string | undefined;
  /** Headers of answers to chats. Default: none. */
  readonly chatHeaders?: Readonly<Record<string, string>> | undefined;
  /** Answers in place of everything else, such as that the server is still loading. */
  readonly before?: ((request: RecordedRequest, state: ServerState) => FakeAnswer | undefined) | undefined;
  /** Routes beyond OpenAI's, or in their place: `GET /health`; a `*` at the end stands for anything. */
  readonly routes?: Readonly<Record<string, Route>> | undefined;
  /** Finds the operation where paths are not just below a base path. */
  readonly locate?: ((request: RecordedRequest) => Operation | undefined) | undefined;
  /** The answer for an unknown route, or (`known`) a wrong method on a known one. */
  readonly unknownRoute?: ((request: RecordedRequest, known: boolean) => FakeAnswer) | undefined;

  /** One entry of its list of models. */
  readonly describeModel?: ((model: FakeModel, state: ServerState) => Json) | undefined;
  /** The list of models around the entries. */
  readonly listModels?: ((models: readonly Json[]) => unknown) | undefined;
  /** Whether it answers with its first model whatever model a request names, if any. */
  readonly ignoresModel?: boolean | undefined;
  /** Called with the model of a chat or an embedding before the answer. */
  readonly use?: ((model: FakeModel) => void) | undefined;

  /** What it takes and refuses. */
  readonly request?: RequestRules | undefined;
  /** What a request makes of the reply, such as that it hides the reasoning. */
  readonly reply?: ((reply: FakeReply, body: Json) => FakeReply) | undefined;
  /** Whether answers lack the fields that only OpenAI sends. */
  readonly bare?: boolean | undefined;
  /** The field that carries reasoning. Default: `reasoning_content`. */
  readonly reasoningField?: 'reasoning' | 'reasoning_content' | undefined;
  /** Turns OpenAI's usage into its own. */
  readonly usage?: ((usage: Json) => Json) | undefined;
  /** Turns OpenAI's plain answer into its own. */
  readonly completion?: ((body: Json, request: RecordedRequest, context: AnswerContext) => Json) | undefined;
  /** Turns OpenAI's events into its own; `usage` is what the answer cost, asked for or not. */
  readonly chunks?: ((chunks: readonly Json[], usage: Json, context: AnswerContext) => Json[]) | undefined;
  /** What it sends at once, before it has anything to say. */
  readonly prelude?: { readonly stream: string; readonly plain: string } | undefined;

  /** Errors that tests name, in `reply.error` and `reply.streamError`. */
  readonly errors?: Readonly<Record<string, FakeError>> | undefined;
  /** Turns a refusal into an answer. */
  readonly refusal?: ((refusal: Refusal) => FakeAnswer) | undefined;
  /** The event that ends a broken stream, and whether the end marker still follows. */
  readonly streamError?: { readonly event?: (refusal: Refusal) => Json; readonly done?: boolean } | undefined;
}

/** The answer to a refused request in the dialect's form. */
export function refusalAnswer(dialect: Dialect, refusal: Refusal): FakeAnswer {
  const answer = dialect.refusal?.(refusal) ?? { status: refusal.status, body: refusal };
  return { ...answer, headers: { ...refusal.headers, ...answer.headers } };
}

/** What goes wrong by name, or as the test describes it. */
export function errorOf(dialect: Dialect, error: FakeError | string): Refusal {
  const known = dialect.errors ?? {};
  const found = typeof error === 'string' ? known[error] : error;
  if (found !== undefined) return new Refusal(found);
  const names = Object.keys(known).join(', ') || 'none';
  return new Refusal({ status: 500, message: `This fake has no error "${error}"; it has: ${names}.` });
}

/** Sends an answer whole. */
export function sendAnswer(
  response: ServerResponse,
  { jsonType = 'application/json' }: Dialect,
  { status = 200, headers, body }: FakeAnswer,
): void {
  const isText = typeof body === 'string';
  const type = isText ? 'text/plain; charset=utf-8' : jsonType;
  response.writeHead(status, { ...(body === undefined ? {} : { 'content-type': type }), ...headers });
  response.end(body === undefined || isText ? body : JSON.stringify(body));
}
