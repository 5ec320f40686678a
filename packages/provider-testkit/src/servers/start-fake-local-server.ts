import type { Dialect } from '../openai/dialect.js';
import {
  type FakeOpenAIServer,
  type FakeOpenAIServerOptions,
  startFakeOpenAIServer,
} from '../openai/start-fake-openai-server.js';
import { jan } from './dialects/jan.js';
import { koboldCpp } from './dialects/koboldcpp.js';
import { llamaCpp } from './dialects/llama-cpp.js';
import { localAI } from './dialects/localai.js';
import { sgLang } from './dialects/sglang.js';
import { tabbyAPI } from './dialects/tabbyapi.js';
import { textGenerationWebUI } from './dialects/text-generation-webui.js';

/** The local servers that `startFakeLocalServer()` knows. */
export type LocalServerKind =
  | 'llamacpp'
  | 'localai'
  | 'koboldcpp'
  | 'jan'
  | 'text-generation-webui'
  | 'tabbyapi'
  | 'sglang';

/** Their dialects by name. */
export const localDialects: Readonly<Record<LocalServerKind, Dialect>> = {
  llamacpp: llamaCpp,
  localai: localAI,
  koboldcpp: koboldCpp,
  jan,
  'text-generation-webui': textGenerationWebUI,
  tabbyapi: tabbyAPI,
  sglang: sgLang,
};

/** How a fake local server behaves. */
export type FakeLocalServerOptions = Omit<FakeOpenAIServerOptions, 'dialect'>;

/**
 * Starts a fake of a local server, to be told from others by its routes; it chats, too. (LM Studio and vLLM are
 * dialects of `startFakeOpenAIServer()`.)
 *
 * @throws Error with code EADDRINUSE if `port` is taken
 */
export function startFakeLocalServer(
  kind: LocalServerKind,
  options: FakeLocalServerOptions = {},
): Promise<FakeOpenAIServer> {
  return startFakeOpenAIServer({ ...options, dialect: localDialects[kind] });
}
