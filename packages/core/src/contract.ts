/**
 * The contract between Modelport, its users and the authors of providers. Types only: this file has no
 * code, and a provider package needs no other file of core to be written.
 *
 * Authors: write a {@link ProviderDefinition} that creates a {@link ProviderDriver}. Core wraps the driver and
 * adds validation, abort, timers, retries, error normalising, usage, ids and hooks.
 * Users hold a {@link Provider}.
 */
import type { ErrorCode, ProviderError } from './errors.js';
import type { FetchLike, PlatformAbortSignal } from './platform-types.js';
import type { ProviderTypes } from './provider-types.js';
import type { JsonSchema, Schema, SchemaOutput } from './schema.js';

/** Anything that JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

// ------------------------------------------------------------------ what an author writes

/** What a provider package registers. Plain data, but for `create` and `probe.identify`. */
export interface ProviderDefinition<
  Options extends object = Record<string, unknown>,
  Created extends ProviderDriver | Provider = ProviderDriver,
> {
  /** Version of this contract. A number that core does not know is an error that names the package to upgrade. */
  readonly specVersion: 1;
  /** Canonical name in kebab-case, such as `openai-compatible`. `_` and upper case are accepted at lookup. */
  readonly type: string;
  /** Other names for the same type. */
  readonly aliases?: readonly string[] | undefined;
  /** Name for people, such as `llama.cpp`. */
  readonly displayName: string;
  /** npm package that holds this definition; named in errors and used to tell conflicts from reloads. */
  readonly packageName: string;
  /** Version of that package: of two copies of it, the newer one is used. */
  readonly packageVersion: string;
  /** Where the backend runs. */
  readonly location: 'local' | 'cloud' | 'any';
  /**
   * What the backend can do, as far as the type alone tells. What depends on the model is left out: then it is tried, and
   * the driver drops a setting that this model does not take, with a warning as core would give it.
   */
  readonly capabilities: Capabilities;
  /**
   * Every option of this type but those that core adds to all: `name`, `headers`, `fetch`, `observe`, `prices`, `models`,
   * `maxRetries` and the timers. Drives validation, environment, settings and the tables in the docs.
   */
  readonly settings: readonly SettingField[];
  /** How to recognise a running local server of this kind. */
  readonly probe?: DetectionProbe | undefined;
  /**
   * Its targets are providers: `create` gives a whole {@link Provider}, and core puts nothing around it but the check of its
   * options. Of those that all types have, it has no `baseUrl`, `apiKey`, `fetch` and `models`: they belong to the targets.
   */
  readonly composite?: true | undefined;
  /** Most inputs that one embedding request may hold; core splits longer lists. Default: no limit. */
  readonly embedBatchLimit?: number | undefined;
  /** Ids of models to name, beside the default one, while the backend cannot be asked; marked as `fallback`. */
  readonly fallbackModels?: readonly string[] | undefined;
  /**
   * Creates a driver; for a composite, a provider. Synchronous, without network and without reading the environment. What
   * a composite creates may be thrown away unused, so it opens nothing before its first call.
   * @throws ProviderError `SETTING_INVALID` where options contradict each other; single options were checked by core.
   */
  create(options: Options, context: DriverContext): Created;
}

/**
 * What a definition creates: one exchange with the backend per call, and no more. No retries, no timers.
 * Errors are thrown as `ProviderError`; anything else that is thrown is turned into one.
 */
export interface ProviderDriver {
  /** Where requests really go, where that is not the option `baseUrl` (an SDK's client has an address of its own). */
  readonly baseUrl?: string | undefined;
  /** What the backend is called, where the options tell more than the type: the service behind a base URL. */
  readonly displayName?: string | undefined;
  /** Where the backend really runs, where the options tell more than the type: Ollama's cloud. Decides the cost. */
  readonly location?: 'local' | 'cloud' | undefined;
  /**
   * One streamed exchange. Yields batches: the events of one read from the network, an empty batch for a read
   * that held none (it keeps the idle timer from firing). Nothing is sent before the first read, and leaving
   * the loop closes the connection. The rules for the events are at {@link ChatEvent}.
   */
  stream(request: DriverRequest, call: CallContext): AsyncIterable<readonly ChatEvent[]>;
  /**
   * One plain exchange, told in the same events as a stream. Absent: core collects `stream`. Leave it out for a
   * local server that notices a closed connection only while it streams.
   */
  chat?(request: DriverRequest, call: CallContext): Promise<readonly ChatEvent[]>;
  /** Models that the backend offers now. */
  listModels?(call: CallContext): Promise<readonly DriverModel[]>;
  /** The cheapest harmless request that tells whether the backend is up. Absent: core uses `listModels`. */
  checkHealth?(call: CallContext): Promise<DriverHealth>;
  /** Embeds at most `embedBatchLimit` inputs. */
  embed?(request: DriverEmbedRequest, call: CallContext): Promise<DriverEmbedResponse>;
  /** Exact number of input tokens of a chat request, without generating. */
  countTokens?(request: DriverRequest, call: CallContext): Promise<number>;
  /** What this backend can do beyond the contract, by name: `tokenize`, `slots`, `credits`, ... */
  readonly extras?: DriverExtras | undefined;
  /** The same for operations that report progress: `pull`, ... Users find both under `provider.extras`. */
  readonly streamExtras?: DriverStreamExtras | undefined;
  /** Reserved for gateways: passes the raw bytes of an API dialect through. */
  forward?(exchange: ForwardExchange, call: CallContext): Promise<ForwardResponse>;
  /** Releases what the driver holds. Called once. */
  close?(): Promise<void>;
}

/** Extra operations of a driver that give one result. */
export interface DriverExtras {
  readonly [name: string]: (input: never, call: CallContext) => Promise<unknown>;
}

/** Extra operations of a driver that report as they go. Not retried. */
export interface DriverStreamExtras {
  readonly [name: string]: (input: never, call: CallContext) => AsyncIterable<unknown>;
}

/** What core tells a driver, or a composite, once, when it is created. */
export interface DriverContext {
  /** Name of the provider instance, for messages. */
  readonly name: string;
  /** The type under which it was created, canonical. */
  readonly type: string;
  /** The user's own `fetch`; when given, every request must go through it. */
  readonly fetch?: FetchLike | undefined;
  /** For a composite: the observers of the registry and of the options. Asked at each use, as the registry's may change. */
  readonly observers?: (() => readonly Observer[]) | undefined;
  /** For a composite: the price catalogue of the options, else of the registry. Asked at each use, as it may change. */
  readonly prices?: (() => PriceCatalog | undefined) | undefined;
  /**
   * For a composite that a provider set has made: the other members of the set, as they will be while it is being created,
   * and then as they are. Of composites only those that stand before it in the config, so that there is no circle. The same
   * array as long as the set has not changed.
   */
  readonly members?: (() => readonly ProviderMember[]) | undefined;
}

/** A provider of a provider set, and what the config says of its use. */
export interface ProviderMember {
  /** Its name in the set. */
  readonly name: string;
  /** Absent where the config says that it is not enabled. */
  readonly provider?: Provider | undefined;
  /** Share of the requests that a router gives it. Default 1. */
  readonly weight: number;
  /** Models that the config names. */
  readonly models?: readonly string[] | undefined;
}

/** What core tells a driver for each attempt of a call. */
export interface CallContext {
  /** Aborted by the user, by an expired timer, or when the consumer leaves. Pass it to the transport. */
  readonly signal: PlatformAbortSignal;
  /**
   * Headers to send: the provider's, then the call's, and `x-request-id` where the caller gave an id. Lower case. They win
   * over the driver's own.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** The key, already resolved where the option is a function. */
  readonly apiKey?: string | undefined;
  /** The caller's own request id. */
  readonly requestId?: string | undefined;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Tells the user of something that was ignored or changed; never an error. */
  warn(warning: Warning): void;
  /** A transport calls these around the opening of a new socket; the connect timer runs between them. */
  onConnecting(): void;
  /** The socket is connected. */
  onConnected(): void;
}

/** A chat request as a driver receives it: validated, model resolved, content in parts, schemas as JSON Schema. */
export interface DriverRequest
  extends Omit<ChatRequest, 'messages' | 'tools' | 'responseFormat' | 'stop' | 'providerOptions'> {
  /** Every `providerData` in them is of this provider's type: core has left out the rest. */
  readonly messages: readonly DriverMessage[];
  readonly tools?: readonly DriverTool[] | undefined;
  readonly responseFormat?: DriverResponseFormat | undefined;
  readonly stop?: readonly string[] | undefined;
  /**
   * Only the entry of this provider's type. Not checked by core: the driver refuses what it does not know with
   * `REQUEST_INVALID`, before anything is sent.
   */
  readonly providerOptions?: Readonly<Record<string, unknown>> | undefined;
}

/** A message with its content always in parts. */
export type DriverMessage =
  | SystemMessage
  | (Omit<UserMessage, 'content'> & { readonly content: readonly UserPart[] })
  | (Omit<AssistantMessage, 'content'> & { readonly content: readonly AssistantPart[] })
  | (Omit<ToolMessage, 'content'> & { readonly content: readonly UserPart[] });

/** A tool with its parameters as JSON Schema. */
export interface DriverTool {
  readonly name: string;
  readonly description?: string | undefined;
  /** Always a schema of type `object`. */
  readonly parameters: JsonSchema;
  readonly strict?: boolean | undefined;
  readonly providerData?: ProviderData | undefined;
}

/** The wanted form of the answer, with its schema as JSON Schema. */
export type DriverResponseFormat =
  | { readonly type: 'text' }
  | {
      readonly type: 'json';
      readonly schema?: JsonSchema | undefined;
      readonly name?: string | undefined;
      readonly description?: string | undefined;
      readonly strict?: boolean | undefined;
    };

/** A model as a driver reports it; core adds `source` and `provider`. */
export type DriverModel = Omit<ModelInfo, 'source' | 'provider' | 'name' | 'capabilities'> & {
  readonly name?: string | undefined;
  readonly capabilities?: Capabilities | undefined;
};

/** Health as a driver reports it; core adds name, type, base URL and latency. */
export interface DriverHealth {
  readonly reachable: boolean;
  /** Whether a usable model is there. Absent: unknown. */
  readonly hasModel?: boolean | undefined;
  readonly modelId?: string | undefined;
  readonly version?: string | undefined;
  /** Why it is not reachable, or what is wrong although it is. */
  readonly error?: ProviderError | undefined;
}

/** An embedding request as a driver receives it: always a list. */
export interface DriverEmbedRequest extends Omit<EmbedRequest, 'input' | 'providerOptions'> {
  readonly input: readonly string[];
  readonly providerOptions?: Readonly<Record<string, unknown>> | undefined;
}

/** Embeddings in the order of the input. */
export interface DriverEmbedResponse {
  readonly embeddings: readonly (readonly number[])[];
  readonly usage?: Usage | undefined;
  readonly model?: string | undefined;
}

/** Raw bytes of one exchange in an API dialect; reserved for gateways. */
export interface ForwardExchange {
  readonly dialect: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** The answer to a {@link ForwardExchange}. */
export interface ForwardResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
}

/** One option of a provider type. */
export interface SettingField {
  /** Name of the option in `createProvider(type, { [name]: ... })`. */
  readonly name: string;
  /** What values it takes. `object` is for functions and instances that only code can give. */
  readonly kind: 'string' | 'secret' | 'url' | 'number' | 'integer' | 'boolean' | 'enum' | 'json' | 'object';
  /** One sentence for the docs. */
  readonly description: string;
  readonly required?: boolean | undefined;
  /** Options of which any one, when given (a default does not count), makes this one unneeded: a `client` has a key. */
  readonly requiredUnless?: readonly string[] | undefined;
  /** Accepted values of an `enum`. */
  readonly values?: readonly string[] | undefined;
  /** Smallest and largest number. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Used when no source gives a value. */
  readonly default?: JsonValue | undefined;
  /**
   * Environment variables that give it, first match wins, and a default of that source alone. Absent: the type and the
   * name in upper case, `LLAMACPP_BASE_URL`.
   */
  readonly environment?: SettingSource | undefined;
  /** Keys of an application's settings that give it. Absent: the type and the name, `llamacpp_base_url`. */
  readonly settings?: SettingSource | undefined;
}

/** Under which names a source gives a setting. */
export interface SettingSource {
  readonly names: readonly string[];
  readonly default?: JsonValue | undefined;
}

/** How a running local server is found and recognised. Harmless: `GET` only, no key, little is read. */
export interface DetectionProbe {
  /** Base URLs to try, as `baseUrl` would be given. */
  readonly urls: readonly string[];
  /** Lower is tried and preferred first. */
  readonly priority: number;
  /** Asks for paths of the server's origin until it is sure. `undefined`: it is something else. */
  identify(get: (path: string) => Promise<ProbeAnswer>): Promise<ProbeMatch | undefined>;
}

/** What came back for one probed path. */
export interface ProbeAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The first 64 kB of the body. */
  readonly body: string;
}

/** A recognised server. */
export interface ProbeMatch {
  readonly version?: string | undefined;
  /** It is there but still loads its model. */
  readonly loading?: boolean | undefined;
  /** It is there but wants a key. */
  readonly needsKey?: boolean | undefined;
}

// ------------------------------------------------------------------ capabilities

/**
 * Something that a backend or model may or may not do. Where it is known not to work, sampling settings, `reasoning` and
 * `parallelToolCalls` are dropped with a warning, and the rest is refused with `NOT_SUPPORTED`.
 */
export type Capability =
  | 'chat'
  | 'embeddings'
  | 'tools'
  | 'toolChoice'
  | 'parallelToolCalls'
  | 'images'
  | 'files'
  | 'structuredOutput'
  | 'reasoning'
  | SamplingSetting;

/** Settings that shape an answer without being its content: unsupported ones are dropped with a warning. */
export type SamplingSetting =
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'minP'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'maxTokens'
  | 'stop'
  | 'seed'
  | 'logprobs';

/** `true`: works; `false`: does not; absent: not known, so it is tried. Serialisable. */
export type Capabilities = { readonly [name in Capability]?: boolean | undefined };

// ------------------------------------------------------------------ messages

/** One message of a conversation. JSON-serialisable. */
export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

/**
 * Instructions to the model. May stand anywhere; a driver whose backend knows one place for them joins them there
 * in order, and warns (`unsupported-setting`, setting `messages`) when one was moved over other messages.
 */
export interface SystemMessage {
  readonly role: 'system';
  readonly content: string;
  readonly providerData?: ProviderData | undefined;
}

/** What the user says or shows. */
export interface UserMessage {
  readonly role: 'user';
  readonly content: string | readonly UserPart[];
}

/** What a model said. Append `response.message` to the conversation to carry it on. */
export interface AssistantMessage {
  readonly role: 'assistant';
  readonly content: string | readonly AssistantPart[];
  /** Which provider and model made it; absent in hand-written messages. */
  readonly from?:
    | { readonly provider: string; readonly type: string; readonly model?: string | undefined }
    | undefined;
}

/** The result of a tool call. Several in a row answer the assistant message before them, one for each call. */
export interface ToolMessage {
  readonly role: 'tool';
  /** `id` of the call that this answers. */
  readonly toolCallId: string;
  /** Name of the tool; some backends want it. */
  readonly toolName?: string | undefined;
  readonly content: string | readonly UserPart[];
  /** The tool failed; `content` says how. */
  readonly isError?: boolean | undefined;
  readonly providerData?: ProviderData | undefined;
}

/** Part of a user's or tool's content. */
export type UserPart = TextPart | ImagePart | FilePart | OpaquePart;

/** Part of an assistant's content, in the order in which the model made it. */
export type AssistantPart = TextPart | ReasoningPart | ToolCallPart | FilePart | OpaquePart;

/**
 * Data that only one type of backend understands. Kept verbatim, sent back only to a provider of that type. Also the
 * place for what you want to say about one block to one type of backend, such as a cache marker: drivers merge an object
 * into what they send for that part, message or tool.
 */
export interface ProviderData {
  readonly type: string;
  readonly data: JsonValue;
}

/** What every part of a content may carry. */
interface PartBase {
  readonly providerData?: ProviderData | undefined;
}

/** Words of the user or the model. */
export interface TextPart extends PartBase {
  readonly type: 'text';
  readonly text: string;
}

/**
 * What the model thought before or between its answers. That of another type of provider comes to a driver without
 * `providerData`: leave it out where the backend takes back only its own, without a word.
 */
export interface ReasoningPart extends PartBase {
  readonly type: 'reasoning';
  readonly text: string;
}

/** A call that the model wants made. */
export interface ToolCallPart extends PartBase {
  readonly type: 'tool-call';
  /** As the backend gave it, which may have been another one: its ids may be of any form. */
  readonly id: string;
  readonly name: string;
  /** Parsed arguments; `undefined` where the model wrote invalid JSON. */
  readonly arguments: unknown;
  /** The arguments as the model wrote them. */
  readonly rawArguments?: string | undefined;
}

/** An image, by URL (`https:` or `data:`; it is handed on, never downloaded here) or as base64. */
export type ImagePart = PartBase & {
  readonly type: 'image';
  readonly detail?: 'auto' | 'low' | 'high' | undefined;
} & MediaSource;

/** A file, by URL or as base64. */
export type FilePart = PartBase & {
  readonly type: 'file';
  readonly filename?: string | undefined;
} & MediaSource;

/** Where media comes from. `data` is base64 without a `data:` prefix. */
export type MediaSource =
  | { readonly url: string; readonly mediaType?: string | undefined; readonly data?: undefined }
  | { readonly data: string; readonly mediaType: string; readonly url?: undefined };

/**
 * A piece in the backend's own form: a tool that it ran itself, an uploaded file's id. Keeps its place in the
 * content; for a provider of another type it is left out with a warning.
 */
export interface OpaquePart {
  readonly type: 'opaque';
  readonly providerData: ProviderData;
}

// ------------------------------------------------------------------ requests

/** A function that the model may call. Make it with `tool()` to have its arguments typed. */
export interface Tool<
  Name extends string = string,
  Parameters extends Schema | undefined = Schema | undefined,
> {
  readonly name: Name;
  /** What it does and when to use it, for the model. */
  readonly description?: string | undefined;
  /** Schema of the arguments object. Absent: no arguments. */
  readonly parameters?: Parameters | undefined;
  /** Asks the backend to follow the schema exactly, where it can. */
  readonly strict?: boolean | undefined;
  readonly providerData?: ProviderData | undefined;
}

/** Whether and which tool the model calls. */
export type ToolChoice<Name extends string = string> = 'auto' | 'none' | 'required' | { readonly name: Name };

/** The wanted form of the answer. */
export type ResponseFormat<Output extends Schema = Schema> =
  | { readonly type: 'text' }
  | {
      readonly type: 'json';
      /** Absent: any JSON. A backend that knows only schemas, or only any JSON, comes as near as it can, with a warning. */
      readonly schema?: Output | undefined;
      /** Name for the backend, `[A-Za-z0-9_-]{1,64}`. Default `response`. */
      readonly name?: string | undefined;
      readonly description?: string | undefined;
      /** Asks the backend to follow the schema exactly, where it can. */
      readonly strict?: boolean | undefined;
    };

/** How much the model thinks. Mapped to what the backend offers. */
export type Reasoning =
  | { readonly effort: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max' }
  | { readonly enabled: boolean };

/** Options that one type of backend alone understands, by type. */
export type ProviderOptions = {
  readonly [T in keyof ProviderTypes]?: RequestOptionsOf<ProviderTypes[T]> | undefined;
} & { readonly [type: string]: object | undefined };

type RequestOptionsOf<Entry> = Entry extends { requestOptions: infer Options } ? Options : object;

/** What goes to the model. What governs the call itself is in {@link CallOptions}. */
export interface ChatRequest<
  Tools extends readonly Tool[] = readonly Tool[],
  Output extends Schema = Schema,
> {
  /** Default: the provider's `model`. Sent as it is, never parsed. */
  readonly model?: string | undefined;
  /** The conversation; a plain string is one user message. */
  readonly messages: string | readonly Message[];
  /** Functions that the model may call; `runTools` calls them for you. */
  readonly tools?: Tools | undefined;
  /** Default `auto`. `none` keeps the tools in the request and has the model answer in text. */
  readonly toolChoice?: ToolChoice<Tools[number]['name']> | undefined;
  /** Whether the model may call several tools in one answer. Default: by backend. */
  readonly parallelToolCalls?: boolean | undefined;
  /** Default: text. JSON is parsed, and checked where a Standard Schema was given, into `response.output`. */
  readonly responseFormat?: ResponseFormat<Output> | undefined;
  /** How freely tokens are picked, from 0. Default of this and the settings below: by backend and model. */
  readonly temperature?: number | undefined;
  /** Picks among the likeliest tokens that together have this probability, 0 to 1. */
  readonly topP?: number | undefined;
  /** Picks among this many of the likeliest tokens. */
  readonly topK?: number | undefined;
  /** Picks among tokens with at least this share of the likeliest one's probability, 0 to 1. */
  readonly minP?: number | undefined;
  /** Makes tokens that have occurred less likely, however often they have. */
  readonly presencePenalty?: number | undefined;
  /** Makes tokens less likely the more often they have occurred. */
  readonly frequencyPenalty?: number | undefined;
  /** Most tokens of the answer, reasoning included where the backend counts it. */
  readonly maxTokens?: number | undefined;
  /** Texts at which the answer ends; they are not part of it. */
  readonly stop?: string | readonly string[] | undefined;
  /** Asks for the same answer to the same request, as far as the backend can. */
  readonly seed?: number | undefined;
  /** `true`, or how many alternatives to report for each token. */
  readonly logprobs?: boolean | number | undefined;
  /** How much the model thinks before it answers. Default: by model. */
  readonly reasoning?: Reasoning | undefined;
  /** Adds a `raw` event for each event of the wire. Default false. */
  readonly includeRaw?: boolean | undefined;
  /** Options for one type of backend, by type: `{ llamacpp: { ... } }`. Those of other types are not sent. */
  readonly providerOptions?: ProviderOptions | undefined;
  /** Fields added to the request body as they are. May not set `model`, `messages` or `stream`. */
  readonly extraBody?: Readonly<Record<string, unknown>> | undefined;
}

/** Milliseconds after which a call gives up; `0` or `Infinity` switches one off. */
export interface Timers {
  /** Until the socket is connected. Node's own transport only. Default 10,000. */
  readonly connectTimeout?: number | undefined;
  /** From sending to the first event. Not armed on plain calls. Default 300,000. */
  readonly firstEventTimeout?: number | undefined;
  /** Between reads, counted only while bytes are waited for. Default 120,000. */
  readonly idleTimeout?: number | undefined;
  /**
   * The whole call. Default 600,000 for `chat`, `embed` and extras, 5,000 for models and health, none for `stream` and
   * extras that report progress.
   */
  readonly timeout?: number | undefined;
}

/** What governs one call. */
export interface CallOptions extends Timers {
  /** Aborts the call and closes its connection. */
  readonly signal?: PlatformAbortSignal | undefined;
  /** How often a failed attempt is repeated before the first content. Default 2; none for models and health. */
  readonly maxRetries?: number | undefined;
  /**
   * Whether to wait, until `firstEventTimeout`, while the backend loads the model. `false`: `MODEL_LOADING` at once, without
   * a retry. Default true; models and health never wait.
   */
  readonly waitForModel?: boolean | undefined;
  /** Added to the request; win over the provider's. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Your own id for the call: in hooks, errors and the `x-request-id` header. */
  readonly requestId?: string | undefined;
  /** Told of what happens during this call, after the provider's own observer. */
  readonly observe?: Observer | undefined;
}

/** Texts to embed. */
export interface EmbedRequest {
  /** Default: the provider's `model`. */
  readonly model?: string | undefined;
  /** One text or many; a longer list than the backend takes at once is split. */
  readonly input: string | readonly string[];
  /** Length of each embedding, where the model offers a choice. */
  readonly dimensions?: number | undefined;
  /** Options for one type of backend, by type. Those of other types are not sent. */
  readonly providerOptions?: ProviderOptions | undefined;
}

// ------------------------------------------------------------------ events

/**
 * One item of a chat stream. Ignore types that you do not know: new ones may be added in a minor version.
 *
 * What a driver must do, so that core can do the rest:
 * - `start` may come in pieces, before the first content: core merges them into one.
 * - `part` numbers the parts from 0 in the order of the content; a part keeps its kind. Parts may overlap: one stays
 *   open until its own `part-end`, and core closes the rest, in order, right before `finish`.
 * - Text and reasoning need only deltas. An empty delta opens a part; a part that stays empty is left out of the
 *   message unless its `part-end` brings `providerData` (encrypted reasoning): then users see one empty delta of it.
 * - Tool calls need `tool-call-start` and `tool-call-delta`; core parses the arguments and emits the whole `tool-call`
 *   when the part ends. Or give the whole `tool-call` alone: core reads its `rawArguments`. Core replaces an id that is
 *   empty or was there before, and reads empty arguments as `{}`.
 * - `part-end` may follow any part, to hand over `providerData` or to close it early.
 * - `usage` may come more than once: a later value replaces an earlier one of the same field, absent fields stay,
 *   `raw` objects are merged key by key. Counts are totals so far, never increments. Core emits one, at the end.
 * - `raw` comes right before the events that are made of it.
 * - `warning` events are core's; a driver calls `warn()`.
 * - `finish` is the last event. Core hands it on at once, then lets the iterator run to its end in the background for
 *   a moment, so that the connection can be used again. A stream that ends without it was cut: `STREAM_INTERRUPTED`.
 */
export type ChatEvent =
  | StartEvent
  | TextDeltaEvent
  | ReasoningDeltaEvent
  | ToolCallStartEvent
  | ToolCallDeltaEvent
  | ToolCallEvent
  | PartEndEvent
  | SourceEvent
  | FileEvent
  | OpaqueEvent
  | ProgressEvent
  | WarningEvent
  | UsageEvent
  | RawEvent
  | FinishEvent;

/** Comes once, right before the first content. */
export interface StartEvent {
  readonly type: 'start';
  /** Id of the response. */
  readonly id?: string | undefined;
  /** Model that answers, as the backend names it. */
  readonly model?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly requestId?: string | undefined;
  readonly rateLimit?: RateLimit | undefined;
}

/** The next piece of a text part. */
export interface TextDeltaEvent {
  readonly type: 'text-delta';
  readonly part: number;
  readonly text: string;
  /** Of the tokens in `text`, where the request asked for them. */
  readonly logprobs?: readonly TokenLogprob[] | undefined;
}

/** The next piece of a reasoning part. */
export interface ReasoningDeltaEvent {
  readonly type: 'reasoning-delta';
  readonly part: number;
  readonly text: string;
}

/** The model begins to call a tool. */
export interface ToolCallStartEvent {
  readonly type: 'tool-call-start';
  readonly part: number;
  readonly id: string;
  readonly name: string;
}

/** The model goes on writing the arguments of a call. */
export interface ToolCallDeltaEvent {
  readonly type: 'tool-call-delta';
  readonly part: number;
  /** The next piece of the arguments' JSON text. */
  readonly argumentsDelta: string;
}

/** A whole call. Arguments are parsed once, here. */
export interface ToolCallEvent extends ToolCall {
  readonly type: 'tool-call';
  readonly part: number;
}

/** A part is whole. */
export interface PartEndEvent {
  readonly type: 'part-end';
  readonly part: number;
  readonly providerData?: ProviderData | undefined;
}

/** Something that the answer cites: a page, or a document of the request. */
export interface SourceEvent {
  readonly type: 'source';
  readonly url?: string | undefined;
  readonly title?: string | undefined;
  /** The text part that cites it. */
  readonly part?: number | undefined;
  /** The words that are cited. */
  readonly quote?: string | undefined;
  readonly providerData?: ProviderData | undefined;
}

/** A file that the model made. */
export interface FileEvent {
  readonly type: 'file';
  readonly part: number;
  readonly file: FilePart;
}

/** A piece in the backend's own form. */
export interface OpaqueEvent extends OpaquePart {
  readonly part: number;
}

/** How far the backend has come with the prompt. May come before `start`. */
export interface ProgressEvent {
  readonly type: 'progress';
  readonly processedTokens: number;
  readonly totalTokens: number;
}

/** Something was ignored or changed. */
export interface WarningEvent {
  readonly type: 'warning';
  readonly warning: Warning;
}

/** Comes at most once, before `finish`. */
export interface UsageEvent {
  readonly type: 'usage';
  readonly usage: Usage;
}

/** One event of the wire, parsed but otherwise untouched. */
export interface RawEvent {
  readonly type: 'raw';
  readonly data: unknown;
}

/** The last event of every answer. */
export interface FinishEvent {
  readonly type: 'finish';
  readonly finishReason: FinishReason;
  /** The backend's own word. */
  readonly rawFinishReason?: string | undefined;
  readonly timings?: Timings | undefined;
  /** What the backend said of the answer beyond the contract. */
  readonly providerData?: ProviderData | undefined;
}

/**
 * Why the model stopped. `content-filter` is a normal response, even an empty one: the backend gave it as the reason of an
 * answer. A refusal by status or error body is an error.
 */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other';

/** Something that was ignored or changed, and why. */
export interface Warning {
  /** `unsupported-setting`, `dropped-content`, `malformed-event`, `insecure-url`, ... */
  readonly code: string;
  readonly message: string;
  /** The request field concerned. */
  readonly setting?: string | undefined;
}

/** Tokens used. Absent is not zero: the backend did not say. */
export interface Usage {
  /** All input tokens, cached ones included. */
  readonly inputTokens?: number | undefined;
  /** All output tokens, reasoning included. */
  readonly outputTokens?: number | undefined;
  readonly totalTokens?: number | undefined;
  /** Part of `inputTokens` that came from a cache. */
  readonly cachedInputTokens?: number | undefined;
  /** Part of `inputTokens` that was written to a cache. */
  readonly cacheWriteInputTokens?: number | undefined;
  /** Part of `outputTokens` spent on reasoning. */
  readonly reasoningTokens?: number | undefined;
  /**
   * `null` on a response: not known. A driver gives it where the backend tells, `null` where a local server does not do the
   * work itself, and leaves the rest to core.
   */
  readonly cost?: Cost | null | undefined;
  /** The backend's own object. */
  readonly raw?: unknown;
}

/** What an answer has cost, in US dollars. */
export interface Cost {
  readonly total: number;
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  readonly currency: 'USD';
  /** Who said so: the backend, a price catalogue, or a local server (always 0). */
  readonly source: 'provider' | 'catalog' | 'local';
}

/**
 * Knows what tokens cost, without network. Set it as `prices` of a provider or of a registry; asked once for each answer
 * of which the backend did not tell the cost.
 */
export interface PriceCatalog {
  /** `undefined`: not known. What it throws counts as not known. */
  priceOf(query: PriceQuery): Omit<Cost, 'currency' | 'source'> | undefined;
}

/** One answer whose price is asked. */
export interface PriceQuery {
  /** Canonical type of the provider. */
  readonly type: string;
  /** Where the request went, without user name, password and query. */
  readonly baseUrl?: string | undefined;
  /** The model that answered, as the backend names it, else the one that was asked for. */
  readonly model: string;
  /** The model that was asked for, where it is another. */
  readonly requestedModel?: string | undefined;
  readonly usage: Usage;
}

/** Where the time went. `total` and `firstContent` are measured by core, the rest is the backend's word. */
export interface Timings {
  readonly totalMs?: number | undefined;
  /** From the start of the call to the first content, retries included. */
  readonly firstContentMs?: number | undefined;
  readonly inputMs?: number | undefined;
  readonly outputMs?: number | undefined;
  readonly inputTokensPerSecond?: number | undefined;
  readonly outputTokensPerSecond?: number | undefined;
  readonly raw?: unknown;
}

/** Log probability of one token of the answer. */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly alternatives?: readonly { readonly token: string; readonly logprob: number }[] | undefined;
}

/** What is left of the backend's limits. */
export interface RateLimit {
  readonly requests?: RateLimitWindow | undefined;
  readonly tokens?: RateLimitWindow | undefined;
}

/** One limit, and how much of it is left. */
export interface RateLimitWindow {
  readonly limit?: number | undefined;
  readonly remaining?: number | undefined;
  /** Milliseconds until the window starts anew. */
  readonly resetMs?: number | undefined;
}

// ------------------------------------------------------------------ responses

/** A call that the model wants made. */
export interface ToolCall<Name extends string = string, Arguments = unknown> {
  readonly id: string;
  readonly name: Name;
  /** Parsed, and validated where a Standard Schema was given. `undefined` with `argumentsError`. */
  readonly arguments: Arguments;
  readonly rawArguments: string;
  /** Why the arguments are unusable; nothing is thrown for it. */
  readonly argumentsError?: string | undefined;
}

/** The calls that a set of tools can give, told apart by `name`. */
export type ToolCallOf<Tools extends readonly Tool[]> = CallOfTool<Tools[number]>;

type CallOfTool<OneTool> =
  OneTool extends Tool<infer Name, infer Parameters>
    ? ToolCall<Name, Parameters extends Schema ? SchemaOutput<Parameters> : unknown>
    : never;

/** A whole answer. */
export interface ChatResponse<
  Tools extends readonly Tool[] = readonly Tool[],
  Output extends Schema = Schema,
> {
  /** All text parts, joined. */
  readonly text: string;
  /** All reasoning parts, joined; absent where there was none. */
  readonly reasoning?: string | undefined;
  /** The calls that the model wants made, told apart by `name`. */
  readonly toolCalls: readonly ToolCallOf<Tools>[];
  /** The parsed answer to `responseFormat: { type: 'json' }`. */
  readonly output?: SchemaOutput<Output> | undefined;
  /** Why there is no `output`; the text is kept. */
  readonly outputError?: string | undefined;
  /** Append it to the conversation. */
  readonly message: AssistantMessage & { readonly content: readonly AssistantPart[] };
  /** Why the model stopped. */
  readonly finishReason: FinishReason;
  /** The backend's own word for it. */
  readonly rawFinishReason?: string | undefined;
  /** Tokens used, as far as the backend told, and their cost: `null` where it is not known. */
  readonly usage: Usage;
  /** Model that answered, as the backend names it, else the one asked for. */
  readonly model?: string | undefined;
  /** Id of the response. */
  readonly id?: string | undefined;
  /** The caller's request id, else the backend's. */
  readonly requestId?: string | undefined;
  /** Response headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What is left of the backend's limits, where it tells. */
  readonly rateLimit?: RateLimit | undefined;
  /** Name of the provider instance. */
  readonly provider: string;
  /** What the answer cites; absent where it cites nothing. */
  readonly sources?: readonly SourceEvent[] | undefined;
  /** Of all tokens of the text, where the request asked for them. */
  readonly logprobs?: readonly TokenLogprob[] | undefined;
  /** What was ignored or changed, and why. */
  readonly warnings: readonly Warning[];
  /** How long it took, in milliseconds. */
  readonly timings?: Timings | undefined;
  /** What the backend said of the answer beyond the contract. */
  readonly providerData?: ProviderData | undefined;
  /** Every attempt that was made, in order. */
  readonly attempts: readonly AttemptRecord[];
}

/** One attempt of a call, for responses and errors. */
export interface AttemptRecord {
  /** Name of the provider instance that was tried. */
  readonly provider: string;
  readonly model?: string | undefined;
  readonly durationMs: number;
  /** Absent when it succeeded. */
  readonly code?: ErrorCode | undefined;
  readonly status?: number | undefined;
  readonly reason?: string | undefined;
}

/** Embeddings in the order of the input. */
export interface EmbedResponse {
  readonly embeddings: readonly (readonly number[])[];
  /** The sum over all requests that were made, with its cost. */
  readonly usage: Usage;
  readonly model?: string | undefined;
  readonly warnings: readonly Warning[];
}

/** A model that a provider offers. */
export interface ModelInfo {
  /** What to give as `model`. */
  readonly id: string;
  readonly name: string;
  /** Tokens that the model was made for. */
  readonly contextLength?: number | undefined;
  /** Tokens that one request can use on this server as it runs now. */
  readonly effectiveContextLength?: number | undefined;
  readonly capabilities: Capabilities;
  /** US dollars for a million tokens. */
  readonly pricing?:
    | {
        readonly input?: number | undefined;
        readonly output?: number | undefined;
        readonly cachedInput?: number | undefined;
        readonly cacheWriteInput?: number | undefined;
      }
    | undefined;
  /** Whether it is in memory now. */
  readonly loaded?: boolean | undefined;
  /** Whether the list was just read, is the last one read, or is built in. */
  readonly source: 'live' | 'cached' | 'fallback';
  /** Name of the provider instance. */
  readonly provider: string;
}

/** How a provider is doing. Three questions with three answers. */
export interface HealthStatus {
  readonly name: string;
  readonly type: string;
  /** It has what it needs: required settings, and a key that was not refused. */
  readonly configured: boolean;
  /** A server of the right kind answers; `undefined` where it was not asked. */
  readonly reachable: boolean | undefined;
  /** A usable model is there; `undefined` when it cannot be told cheaply. */
  readonly hasModel: boolean | undefined;
  readonly modelId?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly latencyMs: number;
  readonly version?: string | undefined;
  readonly error?: ProviderError | undefined;
}

// ------------------------------------------------------------------ hooks

/** Told of what happens, mostly during calls. Never sees bodies or secrets; what it throws is ignored. */
export type Observer = (event: ObserveEvent) => void;

/**
 * One moment of a call. The order: `call-start` once, then for each attempt `attempt-start`, `response`, `first-content` and
 * `attempt-end`, with `retry` or `loading` between two attempts, and `call-end` once. A request that core refuses has
 * `call-start` and `call-end` only. A `target-change` comes between calls or beside them.
 */
export type ObserveEvent = ObserveBase &
  (
    | { readonly type: 'call-start'; readonly settings: ObservedSettings }
    | { readonly type: 'attempt-start' }
    | { readonly type: 'retry'; readonly delayMs: number; readonly error: ProviderError }
    | { readonly type: 'loading'; readonly delayMs: number; readonly error: ProviderError }
    /** The answer of a chat has begun: its headers are there, and what else comes before the first content. */
    | { readonly type: 'response'; readonly afterMs: number; readonly response: ObservedResponse }
    | { readonly type: 'first-content'; readonly afterMs: number }
    | { readonly type: 'warning'; readonly warning: Warning }
    | {
        readonly type: 'attempt-end';
        readonly durationMs: number;
        readonly error?: ProviderError | undefined;
      }
    | {
        readonly type: 'call-end';
        readonly durationMs: number;
        readonly error?: ProviderError | undefined;
        /** Absent where nothing had been answered. */
        readonly response?: ObservedResponse | undefined;
        /** With its cost; absent where the call has none, and where it failed. */
        readonly usage?: Usage | undefined;
      }
    /**
     * A target of a composite has become available or unavailable. Told outside of calls: the operation is `route`, the
     * `callId` empty, the attempt 0.
     */
    | {
        readonly type: 'target-change';
        /** Name of the target. */
        readonly target: string;
        /** `available`, or the composite's own word for what keeps calls from it. */
        readonly state: string;
        /** What it failed with. */
        readonly error?: ProviderError | undefined;
        /** Milliseconds until it is tried again, where that is known. */
        readonly retryAfterMs?: number | undefined;
      }
  );

interface ObserveBase {
  /** The same for all events of one call; empty outside of calls. */
  readonly callId: string;
  /** `chat`, `stream`, `embed`, `models`, `health`, `countTokens`, `extras.` and the name of an extra, or `route`. */
  readonly operation: string;
  /** Name of the provider instance. */
  readonly provider: string;
  readonly providerType: string;
  /** Where requests go, without user name, password and query. */
  readonly baseUrl?: string | undefined;
  /** The model that is asked for. */
  readonly model?: string | undefined;
  /** The caller's own id. */
  readonly requestId?: string | undefined;
  /** 1 for the first attempt; 0 for what happens before it, such as the warning of a setting that is ignored, or outside. */
  readonly attempt: number;
}

/** How a request is set, as far as it tells nothing of its content: numbers, flags and choices. */
export interface ObservedSettings
  extends Pick<
    ChatRequest,
    | 'temperature'
    | 'topP'
    | 'topK'
    | 'minP'
    | 'presencePenalty'
    | 'frequencyPenalty'
    | 'maxTokens'
    | 'seed'
    | 'logprobs'
    | 'parallelToolCalls'
    | 'reasoning'
  > {
  /** The wanted form of the answer, where one is asked for. */
  readonly responseFormat?: 'text' | 'json' | undefined;
  /** Number of messages, or of texts to embed. */
  readonly inputs?: number | undefined;
  /** Number of tools. */
  readonly tools?: number | undefined;
  /** Length of each embedding, where one is asked for. */
  readonly dimensions?: number | undefined;
}

/** What is told of an answer but its content. */
export interface ObservedResponse
  extends Partial<Pick<ChatResponse, 'id' | 'model' | 'finishReason' | 'rateLimit'>> {
  /** HTTP status, where the backend answered with an error. */
  readonly status?: number | undefined;
  /** The id that the backend gave to the request. */
  readonly requestId?: string | undefined;
}

// ------------------------------------------------------------------ what a user holds

/** Values that `with` sets for every later call; those of the call itself win. */
export type CallDefaults = Omit<ChatRequest, 'messages'> & Omit<CallOptions, 'signal' | 'requestId'>;

/** What a user holds. Others may implement it: a router, a recorder, a cache. */
export interface Provider<Extras extends object = ProviderExtras> {
  /** Name of this instance; the type unless the option `name` says otherwise. */
  readonly name: string;
  /** Canonical type. */
  readonly type: string;
  /** What the backend is called by people: `Ollama`, `Together AI`. */
  readonly displayName?: string | undefined;
  /** Default model. */
  readonly model?: string | undefined;
  /** Where requests go, without user name, password and query. */
  readonly baseUrl?: string | undefined;
  /** What it can do, as far as is known. */
  readonly capabilities: Capabilities;
  /** The last list that `models()` read; before, the models that are named without asking. */
  readonly knownModels: readonly ModelInfo[];
  /** What this backend can do beyond the contract. */
  readonly extras: Extras;
  /** Asks and waits for the whole answer. A string is one user message. */
  chat<const Tools extends readonly Tool[] = readonly Tool[], Output extends Schema = Schema>(
    request: string | ChatRequest<Tools, Output>,
    options?: CallOptions,
  ): Promise<ChatResponse<Tools, Output>>;
  /** Asks and streams the answer. Never throws, and sends nothing until it is read. */
  stream<const Tools extends readonly Tool[] = readonly Tool[], Output extends Schema = Schema>(
    request: string | ChatRequest<Tools, Output>,
    options?: CallOptions,
  ): ChatStream<Tools, Output>;
  /** Embeds texts, in their order. */
  embed(request: string | readonly string[] | EmbedRequest, options?: CallOptions): Promise<EmbedResponse>;
  /**
   * Reads the models that are offered now. Where the backend has no list or is down: the last one that was read (`cached`),
   * else the models that are named without asking (`fallback`), and a warning for observers.
   * @throws ProviderError where there is none of them either, and for a key that is refused.
   */
  models(options?: CallOptions): Promise<readonly ModelInfo[]>;
  /** Never rejects: a failure is in `error`. */
  health(options?: CallOptions): Promise<HealthStatus>;
  /** Exact number of input tokens. @throws ProviderError `NOT_SUPPORTED` where the backend cannot tell. */
  countTokens(request: string | ChatRequest, options?: CallOptions): Promise<number>;
  /** The same provider with defaults: `provider.with({ model: 'small', temperature: 0 })`. */
  with(defaults: CallDefaults): Provider<Extras>;
  /** Releases connections. Calls made later fail. May be called twice. */
  close(): Promise<void>;
  /** A description that is safe to log: never a key. */
  toJSON(): Record<string, unknown>;
  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Extra operations of which no types are known: each gives a promise, or an async iterable where it reports progress. */
export interface ProviderExtras {
  // biome-ignore lint/suspicious/noExplicitAny: whoever calls an extra by a computed name must know what it gives
  readonly [name: string]: (input?: any, options?: CallOptions) => any;
}

/**
 * A lazy answer: nothing is sent before the first read. `for await`, `batches()` and `text` are views of one
 * pass, so a second one throws; `response` may be used beside a view or alone.
 */
export interface ChatStream<Tools extends readonly Tool[] = readonly Tool[], Output extends Schema = Schema>
  extends AsyncIterable<ChatEvent> {
  /** Events in the batches in which they arrived: one promise per read of the network. */
  batches(): AsyncIterableIterator<readonly ChatEvent[]>;
  /** Only the answer's text. */
  readonly text: AsyncIterable<string>;
  /** The collected answer. Alone, it drains the stream; touched first, a later view replays from the start. */
  readonly response: Promise<ChatResponse<Tools, Output>>;
  /** Single events, in order. Leaving the loop closes the connection. */
  [Symbol.asyncIterator](): AsyncIterableIterator<ChatEvent>;
  /** Closes the connection. `response` then rejects with `ABORTED` and `partial`. */
  [Symbol.asyncDispose](): Promise<void>;
}
