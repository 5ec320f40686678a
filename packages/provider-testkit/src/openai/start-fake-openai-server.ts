import { listen } from '../network/listen.js';
import type { Dialect, FakeModel, ServerState } from './dialect.js';
import { openAI } from './dialects/openai.js';
import { type DialectName, dialects } from './dialects.js';
import { FakeOpenAI } from './fake-openai.js';
import type { FakeReplies } from './fake-reply.js';
import type { RecordedRequest } from './recorded-request.js';

/** How a fake OpenAI server behaves. */
export interface FakeOpenAIServerOptions {
  /** Whose API it is. Default: `openai`. */
  dialect?: DialectName | Dialect | undefined;
  /** The port. Default: a free one. */
  port?: number | undefined;
  /** What it answers to chats. Default: a short text. */
  reply?: FakeReplies | undefined;
  /** The key that it accepts, or `null` for a server that asks for none. Default: `sk-fake` for clouds, else none. */
  apiKey?: string | null | undefined;
  /** The chat models that it serves. Default: the dialect's, `gpt-fake` for OpenAI. */
  models?: readonly string[] | undefined;
  /** Chat models that reason; OpenAI's refuse `max_tokens` and sampling settings. Default: as above, `o-fake`. */
  reasoningModels?: readonly string[] | undefined;
  /** The embedding models that it serves. Default: as above, `embedding-fake`. */
  embeddingModels?: readonly string[] | undefined;
  /** Models in memory, on servers that load and unload. Default: the first chat model. */
  loadedModels?: readonly string[] | undefined;
  /** Request fields that it accepts beyond the dialect's. Default: none. */
  extraFields?: readonly string[] | undefined;
  /** Tokens of context (four characters each); longer prompts are refused. Default: 100,000. */
  contextLength?: number | undefined;
  /** Whether it has loaded its model, where the real one shows that. Default: true. */
  ready?: boolean | undefined;
}

/** A fake of OpenAI's API that runs. */
export interface FakeOpenAIServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/v1`, or what else the dialect's clients take. */
  readonly baseUrl: string;
  /** The same without a path. */
  readonly origin: string;
  readonly port: number;
  /** The key to send; empty if none is asked for. */
  readonly apiKey: string;
  /** The first chat model; empty if there is none. */
  readonly model: string;
  /** Every request so far, refused ones too. */
  readonly requests: readonly RecordedRequest[];
  /** How many sockets are open now. */
  readonly openSockets: number;
  /** Changes what it answers from now on. */
  setReply(reply: FakeReplies): void;
  /** Changes whether it has loaded its model. */
  setReady(ready: boolean): void;
  /** Cuts what is open and stops listening. */
  close(): Promise<void>;
}

const DEFAULT_REPLY = { text: 'Hello from a fake that reads every request.' };
const OPENAI_MODELS = { chat: ['gpt-fake'], reasoning: ['o-fake'], embedding: ['embedding-fake'] };

/**
 * Starts a fake of OpenAI's chat completions, models and embeddings, or of another server's that imitates them,
 * which refuses what the real one refuses, with its error bodies. Requests are recorded. One difference is meant: a
 * wrong key is echoed whole, so that tests see whether it leaks.
 *
 * @throws Error with code EADDRINUSE if `port` is taken
 */
export async function startFakeOpenAIServer(
  options: FakeOpenAIServerOptions = {},
): Promise<FakeOpenAIServer> {
  const { dialect: given = openAI, extraFields = [], reply = DEFAULT_REPLY } = options;
  const dialect: Dialect = typeof given === 'string' ? dialects[given] : given;
  const apiKey = options.apiKey === undefined ? defaultKey(dialect) : options.apiKey;
  const state = createState(dialect, options);
  const fake = new FakeOpenAI({ dialect, state, apiKey, reply, extraFields });
  const listening = await listen(fake.server, options.port);
  const origin = `http://127.0.0.1:${listening.port}`;
  return {
    baseUrl: `${origin}${dialect.basePaths?.[0] ?? '/v1'}`,
    origin,
    port: listening.port,
    apiKey: apiKey ?? '',
    model: [...state.models.values()].find(({ kind }) => kind === 'chat')?.id ?? '',
    requests: fake.requests,
    get openSockets() {
      return listening.openSockets;
    },
    setReply: (next) => fake.setReply(next),
    setReady: (ready) => {
      state.ready = ready;
    },
    close: () => listening.close(),
    [Symbol.asyncDispose]: () => listening.close(),
  };
}

function defaultKey({ apiKey }: Dialect): string | null {
  return apiKey === undefined ? 'sk-fake' : apiKey;
}

function createState({ models = OPENAI_MODELS }: Dialect, options: FakeOpenAIServerOptions): ServerState {
  const { contextLength = 100_000, ready = true } = options;
  const ids = {
    chat: options.models ?? models.chat,
    reasoning: options.reasoningModels ?? models.reasoning,
    embedding: options.embeddingModels ?? models.embedding,
  };
  const loaded = options.loadedModels ?? ids.chat.slice(0, 1);
  const served = (['chat', 'reasoning', 'embedding'] as const).flatMap((kind) =>
    ids[kind].map((id): FakeModel => {
      const instances = new Map(loaded.includes(id) ? [[id, Math.min(contextLength, 4096)]] : []);
      return { id, kind, instances };
    }),
  );
  return { models: new Map(served.map((model) => [model.id, model])), contextLength, ready };
}
