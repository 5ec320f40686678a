export { notifyObservers } from './call/notify-observers.js';
export {
  type CreateProvidersOptions,
  createProviderFromConfig,
  createProviderFromEnv,
  createProviderFromSettings,
  createProviders,
  type FromConfigOptions,
  type FromEnvOptions,
  type FromSettingsOptions,
} from './config/factories.js';
export type { ModelLists } from './config/list-models.js';
export { listSettings, type NamedSetting } from './config/list-settings.js';
export type { ProviderConfigs, ProviderSet } from './config/provider-set.js';
export type { ProviderConfig } from './config/read-config.js';
export type { Environment } from './config/source.js';
export type {
  AssistantMessage,
  AssistantPart,
  AttemptRecord,
  CallContext,
  CallDefaults,
  CallOptions,
  Capabilities,
  Capability,
  ChatEvent,
  ChatRequest,
  ChatResponse,
  ChatStream,
  Cost,
  DetectionProbe,
  DriverContext,
  DriverEmbedRequest,
  DriverEmbedResponse,
  DriverExtras,
  DriverHealth,
  DriverMessage,
  DriverModel,
  DriverRequest,
  DriverResponseFormat,
  DriverStreamExtras,
  DriverTool,
  EmbedRequest,
  EmbedResponse,
  FileEvent,
  FilePart,
  FinishEvent,
  FinishReason,
  ForwardExchange,
  ForwardResponse,
  HealthStatus,
  ImagePart,
  JsonValue,
  MediaSource,
  Message,
  ModelInfo,
  ObservedResponse,
  ObservedSettings,
  ObserveEvent,
  Observer,
  OpaqueEvent,
  OpaquePart,
  PartEndEvent,
  PriceCatalog,
  PriceQuery,
  ProbeAnswer,
  ProbeMatch,
  ProgressEvent,
  Provider,
  ProviderData,
  ProviderDefinition,
  ProviderDriver,
  ProviderExtras,
  ProviderMember,
  ProviderOptions,
  RateLimit,
  RateLimitWindow,
  RawEvent,
  Reasoning,
  ReasoningDeltaEvent,
  ReasoningPart,
  ResponseFormat,
  SamplingSetting,
  SettingField,
  SettingSource,
  SourceEvent,
  StartEvent,
  SystemMessage,
  TextDeltaEvent,
  TextPart,
  Timers,
  Timings,
  TokenLogprob,
  Tool,
  ToolCall,
  ToolCallDeltaEvent,
  ToolCallEvent,
  ToolCallOf,
  ToolCallPart,
  ToolCallStartEvent,
  ToolChoice,
  ToolMessage,
  Usage,
  UsageEvent,
  UserMessage,
  UserPart,
  Warning,
  WarningEvent,
} from './contract.js';
export {
  type CheckAllOptions,
  type CheckProvidersOptions,
  checkAllProviders,
} from './detect/check-all-providers.js';
export { chooseModel } from './detect/choose-model.js';
export { type ConnectOptions, type ConnectSettings, connectProvider } from './detect/connect-provider.js';
export {
  type DetectedProvider,
  type Detection,
  type DetectionTry,
  type DetectOptions,
  detectProviders,
} from './detect/detect-providers.js';
export {
  type ErrorCode,
  errorCodes,
  type KnownErrorCode,
  ProviderError,
  type ProviderErrorDetails,
} from './errors.js';
export {
  createLogObserver,
  type LogLevel,
  type LogObserverOptions,
  logLevels,
} from './helpers/log-observer.js';
export {
  type RunToolsOptions,
  type RunToolsResult,
  runTools,
  type ToolHandlers,
} from './helpers/run-tools.js';
export { type ToResponseOptions, toResponse } from './helpers/to-response.js';
export { tool, toolResult } from './helpers/tool.js';
export type {
  AbortSignalShape,
  ByteReader,
  ByteStream,
  FetchInit,
  FetchLike,
  FetchResponse,
  PlatformAbortSignal,
  PlatformResponse,
} from './platform-types.js';
export { createProvider, createProviderFromDefinition } from './provider/create-provider.js';
export { type ProviderOverrides, wrapProvider } from './provider/wrap-provider.js';
export type {
  CommonOptions,
  OpenOptions,
  OptionsOf,
  ProviderOf,
  ProviderType,
  ProviderTypes,
  TypeName,
} from './provider-types.js';
export type { AnyDefinition } from './registry/check-definition.js';
export { knownTypes } from './registry/known-types.js';
export { type LoadProviderOptions, loadProvider } from './registry/load-provider.js';
export {
  createRegistry,
  defaultRegistry,
  getDefinition,
  type LookupOptions,
  listDefinitions,
  type RegisterOptions,
  type Registry,
  registerProvider,
} from './registry/registry.js';
export type {
  JsonSchema,
  Schema,
  SchemaOutput,
  SchemaPair,
  StandardIssue,
  StandardResult,
  StandardSchema,
} from './schema.js';
export { isContentEvent } from './stream/events.js';
