import {
  type DialectName,
  type FakeOllamaModel,
  type FakeOllamaReply,
  type FakeOpenAIServerOptions,
  type FakeOpenRouterReply,
  type FakeReply,
  type RecordedRequest,
  startFakeLocalServer,
  startFakeOllama,
  startFakeOpenAIServer,
  startFakeOpenRouter,
} from '@modelport/provider-testkit';

/** One answer of a backend, in nobody's dialect. */
export interface Turn {
  readonly text?: string;
  /** What the model thinks before; Ollama's only if asked by `thinkingModel`. */
  readonly reasoning?: string;
  readonly toolCalls?: readonly {
    readonly name: string;
    readonly arguments: Readonly<Record<string, unknown>>;
  }[];
  /** Its tokens end after the first word. The request must have `maxTokens: 1`. */
  readonly isCut?: boolean;
  /** The backend fails behind the text, within an answer that had begun well. */
  readonly breaks?: boolean;
  /** The status of a refusal in place of the answer. */
  readonly status?: number;
}

/** A running backend of one provider type. */
export interface Backend extends AsyncDisposable {
  readonly baseUrl: string;
  /** Empty where it asks for none. */
  readonly apiKey: string;
  readonly model: string;
  /** A model that thinks; the same one where any may. */
  readonly thinkingModel: string;
  /** Absent where there is none. */
  readonly embeddingModel?: string;
  readonly requests: readonly RecordedRequest[];
  /** What it answers to chats from now on: one turn after the other. */
  say(turns: readonly Turn[]): void;
}

/** A provider type and the backend that it is for. */
export interface BackendKind {
  /** Canonical type. */
  readonly type: string;
  /** Every spelling that the seeds, or people, use. */
  readonly spellings: readonly string[];
  /** Path of its chats. */
  readonly chatPath: RegExp;
  /** `apiKey` is for those that ask for none. */
  start(options?: { readonly apiKey?: string }): Promise<Backend>;
}

/** Every type that the seeds name, but the mock, which needs no backend; and those that came to them. */
export const backendKinds: readonly BackendKind[] = [
  {
    type: 'ollama',
    spellings: ['ollama', 'Ollama'],
    chatPath: /^\/api\/chat$/,
    async start(options) {
      const server = await startFakeOllama({ models: ollamaModels, ...options });
      return {
        ...facts(server, 'chat-fake'),
        thinkingModel: 'thinking-fake',
        embeddingModel: 'embedding-fake',
        say(turns) {
          let at = 0;
          server.setReply(({ body }) =>
            toOllamaReply(turns[Math.min(at++, turns.length - 1)] ?? {}, body as { format?: unknown }),
          );
        },
      };
    },
  },
  {
    type: 'openrouter',
    spellings: ['openrouter', 'OpenRouter'],
    chatPath: /^\/api\/v1\/chat\/completions$/,
    async start(options) {
      const server = await startFakeOpenRouter(options);
      return {
        ...facts(server, server.model),
        embeddingModel: 'openai/embedding-fake',
        say: (turns) => server.setReply(turns.map(toOpenRouterReply)),
      };
    },
  },
  openAILike('openai-compatible', ['openai-compatible', 'openai_compatible'], { dialect: 'openai' }),
  openAILike('openai', ['openai', 'OpenAI'], { dialect: 'openai' }),
  openAILike('groq', ['groq'], { dialect: 'groq' }),
  openAILike('together', ['together', 'together-ai', 'together_ai'], { dialect: 'together' }),
  openAILike('deepseek', ['deepseek'], { dialect: 'deepseek' }, { reasoning: 'Let me see.' }),
  openAILike('azure-openai', ['azure-openai', 'azure_openai', 'azure'], { dialect: 'azure' }),
  openAILike('lmstudio', ['lmstudio', 'lm-studio', 'lm_studio'], { dialect: 'lmstudio' }),
  openAILike('vllm', ['vllm'], { dialect: 'vllm' }),
  {
    type: 'llamacpp',
    spellings: ['llamacpp', 'llama-cpp', 'llama_cpp'],
    chatPath: /^\/v1\/chat\/completions$/,
    start: async (options) =>
      openAIBackend(
        await startFakeLocalServer('llamacpp', { embeddingModels: ['embedding-fake'], ...options }),
      ),
  },
];

/** The presets of which no page tells the wire: local servers with a fake of what is known, clouds with OpenAI's. */
export const unprovenKinds: readonly BackendKind[] = [
  ...(['localai', 'jan', 'koboldcpp'] as const).map(
    (type): BackendKind => ({
      type,
      spellings: [type],
      chatPath: /\/chat\/completions$/,
      start: async (options) => openAIBackend(await startFakeLocalServer(type, options)),
    }),
  ),
  ...['mistral', 'xai', 'fireworks', 'cerebras', 'nvidia', 'huggingface'].map((type) =>
    openAILike(type, [type], { dialect: 'openai' }),
  ),
];

function openAILike(
  type: string,
  spellings: readonly string[],
  options: FakeOpenAIServerOptions & { dialect: DialectName },
  always: Pick<FakeReply, 'reasoning'> = {},
): BackendKind {
  return {
    type,
    spellings,
    chatPath: /\/chat\/completions$/,
    start: async (more) => openAIBackend(await startFakeOpenAIServer({ ...options, ...more }), always),
  };
}

type OpenAIServer = Awaited<ReturnType<typeof startFakeOpenAIServer>>;

/** DeepSeek has no embeddings; Together's models have their makers' names before theirs. */
const embeddingModels: Readonly<Record<string, string>> = {
  'deepseek-fake': '',
  'fake-org/chat-fake': 'fake-org/embedding-fake',
};

function openAIBackend(server: OpenAIServer, always: Pick<FakeReply, 'reasoning'> = {}): Backend {
  const embeddingModel = embeddingModels[server.model] ?? 'embedding-fake';
  return {
    ...facts(server, server.model),
    ...(embeddingModel !== '' && { embeddingModel }),
    say: (turns) =>
      server.setReply(turns.map((turn) => ({ ...(!turn.breaks && always), ...toOpenAIReply(turn) }))),
  };
}

function facts(
  server: Pick<OpenAIServer, 'baseUrl' | 'apiKey' | 'requests' | 'close'>,
  model: string,
): Omit<Backend, 'say'> {
  const { baseUrl, apiKey, requests } = server;
  return {
    ...{ baseUrl, apiKey, requests, model, thinkingModel: model },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

const ollamaModels: readonly FakeOllamaModel[] = [
  { name: 'chat-fake', capabilities: ['completion', 'tools', 'vision'] },
  { name: 'thinking-fake', capabilities: ['completion', 'tools', 'thinking'] },
  { name: 'embedding-fake', capabilities: ['embedding'] },
];

const failure = { status: 500, message: 'The engine has died.' };

function toOllamaReply(turn: Turn, { format }: { readonly format?: unknown }): FakeOllamaReply {
  const { text = '', reasoning: thinking, toolCalls, breaks, status } = turn;
  if (status !== undefined) return { error: { ...failure, status } };
  const words = text.split(/(?<= )/).filter((word) => word !== '');
  if (breaks) return { text: words, error: { ...failure, afterLines: words.length } };
  if (format === undefined) return { text, thinking, toolCalls };
  // There is no tool choice: a call is demanded by a schema for the answer.
  const [call] = toolCalls ?? [];
  return { json: call ? { name: call.name, parameters: call.arguments } : JSON.parse(text) };
}

function toOpenAIReply(turn: Turn): FakeReply {
  const { breaks, status } = turn;
  return {
    ...toReply(turn),
    ...(status !== undefined && { error: { ...failure, status } }),
    ...(breaks && { streamError: failure }),
  };
}

function toOpenRouterReply(turn: Turn): FakeOpenRouterReply {
  const { breaks, status } = turn;
  return {
    ...toReply(turn),
    ...(status !== undefined && { error: { ...failure, status } }),
    ...(breaks && { lateError: failure }),
  };
}

type SharedReply = Pick<FakeReply, 'text' | 'reasoning' | 'toolCalls' | 'finishReason'>;

let calls = 0;

function toReply({ text, reasoning, toolCalls, isCut }: Turn): SharedReply {
  return {
    ...(text !== undefined && { text: isCut ? (text.split(' ')[0] ?? '') : text }),
    ...(isCut && { finishReason: 'length' }),
    ...(reasoning !== undefined && { reasoning }),
    ...(toolCalls && {
      toolCalls: toolCalls.map((call) => ({
        id: `call_${++calls}`,
        name: call.name,
        arguments: JSON.stringify(call.arguments),
      })),
    }),
  };
}
