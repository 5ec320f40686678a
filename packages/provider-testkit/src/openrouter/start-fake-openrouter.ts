import { listen } from '../network/listen.js';
import type { Json } from '../openai/chat-wire.js';
import type { RecordedRequest } from '../openai/recorded-request.js';
import { FakeOpenRouterHandler } from './fake-openrouter.js';
import { defaultModels, type FakeOpenRouterModel } from './openrouter-models.js';
import type { FakeOpenRouterReplies } from './openrouter-reply.js';

/** How a fake OpenRouter behaves. */
export interface FakeOpenRouterOptions {
  /** What it answers to chats. Default: a short text. */
  reply?: FakeOpenRouterReplies | undefined;
  /** The key that it accepts. Default: `sk-or-v1-fake`. */
  apiKey?: string | undefined;
  /** The models that it offers, with who offers them. Default: `openai/gpt-fake`, `anthropic/claude-fake`, … */
  models?: readonly FakeOpenRouterModel[] | undefined;
  /** Has the list of models come in pages, asked for or not. Default: in one. */
  pageSize?: number | undefined;
  /** How often it does not know yet of a generation. Default: 1. */
  generationMisses?: number | undefined;
  /** Fields of what it tells of the key, over its own. */
  keyInfo?: Readonly<Json> | undefined;
}

/** A fake OpenRouter that runs. */
export interface FakeOpenRouter extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/api/v1`. */
  readonly baseUrl: string;
  /** The same without a path. */
  readonly origin: string;
  /** The key to send. */
  readonly apiKey: string;
  /** The key that may ask for credits. */
  readonly managementKey: string;
  /** The first model. */
  readonly model: string;
  /** Every request so far, refused ones too. */
  readonly requests: readonly RecordedRequest[];
  /** How many sockets are open now. */
  readonly openSockets: number;
  /** Changes what it answers from now on. */
  setReply(reply: FakeOpenRouterReplies): void;
  /** Cuts what is open and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts a fake of OpenRouter: chats with routing, costs and reasoning details, models, embeddings, key, credits and
 * generations, over a real socket. It refuses what OpenRouter refuses, with its error bodies.
 */
export async function startFakeOpenRouter(options: FakeOpenRouterOptions = {}): Promise<FakeOpenRouter> {
  const { apiKey = 'sk-or-v1-fake', models = defaultModels } = options;
  const managementKey = `${apiKey}-management`;
  const fake = new FakeOpenRouterHandler({
    apiKey,
    managementKey,
    models: new Map(models.map((model) => [model.id, model])),
    pageSize: options.pageSize,
    generationMisses: options.generationMisses ?? 1,
    keyInfo: { ...keyInfo, ...options.keyInfo },
    reply: options.reply ?? { text: 'Hello from a fake that asks no provider.' },
  });
  const listening = await listen(fake.server);
  const origin = `http://127.0.0.1:${listening.port}`;
  return {
    baseUrl: `${origin}/api/v1`,
    origin,
    apiKey,
    managementKey,
    model: models[0]?.id ?? '',
    requests: fake.requests,
    get openSockets() {
      return listening.openSockets;
    },
    setReply: (reply) => fake.setReply(reply),
    close: () => listening.close(),
    [Symbol.asyncDispose]: () => listening.close(),
  };
}

/** What is told of a key. */
export const keyInfo: Readonly<Json> = {
  label: 'sk-or-v1-fak...ake',
  limit: 100,
  limit_remaining: 74.5,
  limit_reset: 'monthly',
  include_byok_in_limit: false,
  usage: 25.5,
  usage_daily: 1.25,
  usage_weekly: 5,
  usage_monthly: 25.5,
  byok_usage: 17.38,
  is_free_tier: false,
  expires_at: null,
  rate_limit: { requests: -1, interval: '10s', note: 'This field is deprecated and safe to ignore.' },
};
