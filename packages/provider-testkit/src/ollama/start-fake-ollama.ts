import http from 'node:http';
import { listen } from '../network/listen.js';
import { type RecordedRequest, recordRequest } from '../openai/recorded-request.js';
import type { FakeOllamaPull } from './answer-pull.js';
import { answerRequest, type OllamaState } from './answer-request.js';
import type { FakeOllamaModel } from './fake-ollama-model.js';
import type { FakeOllamaReply } from './fake-ollama-reply.js';
import { ModelStore } from './model-store.js';
import { OllamaRefusal } from './ollama-refusal.js';
import { sendJson } from './send.js';

/** What the fake answers: one reply for all, a list of which the last repeats, or a function of the request. */
export type FakeOllamaReplies =
  | FakeOllamaReply
  | readonly FakeOllamaReply[]
  | ((request: RecordedRequest) => FakeOllamaReply);

/** How a fake Ollama behaves. */
export interface FakeOllamaOptions {
  /** What it answers to chat and generate requests. Default: a short text. */
  reply?: FakeOllamaReplies | undefined;
  /**
   * The models that it has; a name alone is a model with `completion` and `tools`. Default: `chat-fake`,
   * `thinking-fake` and `embedding-fake`.
   */
  models?: readonly (string | FakeOllamaModel)[] | undefined;
  /** The models that can be pulled. Default: none, so that each pull ends with an error line. */
  pulls?: readonly FakeOllamaPull[] | undefined;
  /** The key that it asks for, as ollama.com does. Default: none, as on one's own machine. */
  apiKey?: string | undefined;
  /** Whether it may use models in the cloud; if not, they are answered with 401. Default: true. */
  signedIn?: boolean | undefined;
  /** Its version. Default: `0.33.0`. */
  version?: string | undefined;
  /**
   * Whether it is an older server, without ids in tool calls, without capabilities, and without a context length in
   * its lists. Default: false.
   */
  legacy?: boolean | undefined;
  /** Milliseconds that loading a model takes. Default: 0. */
  loadDelay?: number | undefined;
  /** The port. Default: a free one. */
  port?: number | undefined;
}

/** A fake Ollama that runs. */
export interface FakeOllama extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly baseUrl: string;
  /** The key to send; empty if none is asked for. */
  readonly apiKey: string;
  /** Every request so far, refused ones too. */
  readonly requests: readonly RecordedRequest[];
  /** The names of the models in memory now, the one that stays longest first. */
  readonly loadedModels: readonly string[];
  /** How many sockets are open now. */
  readonly openSockets: number;
  /** Changes what it answers from now on. */
  setReply(reply: FakeOllamaReplies): void;
  /** Cuts what is open and stops listening. */
  close(): Promise<void>;
}

const DEFAULT_REPLY: FakeOllamaReply = { text: 'Hello from a fake that reads every request.' };
const DEFAULT_MODELS: readonly FakeOllamaModel[] = [
  { name: 'chat-fake' },
  { name: 'thinking-fake', capabilities: ['completion', 'tools', 'thinking'] },
  { name: 'embedding-fake', capabilities: ['embedding'] },
];

/**
 * Starts a fake of Ollama's own API that refuses what the real server refuses, in its words and with its status,
 * and keeps its habits: it streams unless told otherwise, drops what does not fit the context without a word, and
 * loads and unloads models. Requests are recorded.
 *
 * @throws TypeError for a model whose name Ollama would not take
 */
export async function startFakeOllama(options: FakeOllamaOptions = {}): Promise<FakeOllama> {
  const fake = new FakeOllamaServer(options);
  const listening = await listen(fake.server, options.port);
  return {
    baseUrl: `http://127.0.0.1:${listening.port}`,
    apiKey: options.apiKey ?? '',
    requests: fake.requests,
    get loadedModels() {
      return fake.models.loaded().map(({ model }) => model.shortName);
    },
    get openSockets() {
      return listening.openSockets;
    },
    setReply: (reply) => fake.setReply(reply),
    close: () => listening.close(),
    [Symbol.asyncDispose]: () => listening.close(),
  };
}

class FakeOllamaServer implements OllamaState {
  readonly requests: RecordedRequest[] = [];
  readonly server: http.Server;
  readonly models: ModelStore;
  readonly pulls: readonly FakeOllamaPull[];
  readonly apiKey: string | undefined;
  readonly signedIn: boolean;
  readonly version: string;
  readonly legacy: boolean;
  readonly loadDelay: number;
  #replies: FakeOllamaReplies;
  #count = 0;

  constructor(options: FakeOllamaOptions) {
    const models = options.models?.map((model) => (typeof model === 'string' ? { name: model } : model));
    this.models = new ModelStore(models ?? DEFAULT_MODELS);
    this.pulls = options.pulls ?? [];
    this.apiKey = options.apiKey;
    this.signedIn = options.signedIn ?? true;
    this.version = options.version ?? '0.33.0';
    this.legacy = options.legacy ?? false;
    this.loadDelay = options.loadDelay ?? 0;
    this.#replies = options.reply ?? DEFAULT_REPLY;
    this.server = http.createServer((request, response) => {
      // A client that hangs up in the middle of its body is no fault of the test.
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  setReply(reply: FakeOllamaReplies): void {
    this.#replies = reply;
    this.#count = 0;
  }

  nextReply(request: RecordedRequest): { reply: FakeOllamaReply; number: number } {
    const number = ++this.#count;
    const replies = this.#replies;
    if (typeof replies === 'function') return { reply: replies(request), number };
    if (!isList(replies)) return { reply: replies, number };
    return { reply: replies[Math.min(number, replies.length) - 1] ?? DEFAULT_REPLY, number };
  }

  async #handle(incoming: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const request = await recordRequest(incoming, response);
    this.requests.push(request);
    try {
      await answerRequest(request, response, this);
    } catch (error) {
      if (!(error instanceof OllamaRefusal)) throw error;
      sendJson(response, error.status, error);
    }
  }
}

function isList(
  replies: FakeOllamaReply | readonly FakeOllamaReply[],
): replies is readonly FakeOllamaReply[] {
  return Array.isArray(replies);
}
