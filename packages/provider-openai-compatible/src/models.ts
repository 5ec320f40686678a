import { type Capabilities, type DriverModel, ProviderError } from '@modelport/core';
import { asCount, asList, asRecord, asText } from '@modelport/provider-utils/define';
import type { WireModel } from './wire.js';

/**
 * Reads a list of models in any shape seen in the wild: `{ data: [] }`, `{ models: [] }`, a bare list; entries that are
 * objects or bare names.
 * @param readMore Adds what only one kind of server says of a model.
 * @throws `RESPONSE_INVALID` for what is no list of models.
 */
export function readModels(
  answer: unknown,
  readMore?: (model: WireModel) => Partial<DriverModel> | undefined,
): DriverModel[] {
  const list = findList(answer);
  if (list === undefined) {
    throw new ProviderError({
      code: 'RESPONSE_INVALID',
      message: 'The answer is no list of models. Is baseUrl that of an OpenAI-compatible API?',
    });
  }
  const models = new Map<string, DriverModel>();
  for (const entry of list) {
    const wire: WireModel = typeof entry === 'string' ? { id: entry } : (asRecord(entry) ?? {});
    const id = asText(wire['id']) ?? asText(wire['key']) ?? asText(wire['model']) ?? asText(wire['name']);
    if (id !== undefined) models.set(id, { ...readModel(id, wire), ...readMore?.(wire) });
  }
  return [...models.values()];
}

/** llama.cpp sends both lists; `data` is the fuller one. Where it is `null`, a server written in Go has none to tell. */
export function findList(answer: unknown): readonly unknown[] | undefined {
  const object = asRecord(answer);
  const list = [answer, object?.['data'], object?.['models']].find((candidate) => Array.isArray(candidate));
  return list ?? (object?.['object'] === 'list' && object['data'] === null ? [] : undefined);
}

function readModel(id: string, wire: WireModel): DriverModel {
  const name = asText(wire['display_name']) ?? asText(wire['name']);
  const contextLength = readContextLength(wire);
  const effectiveContextLength = readEffectiveContextLength(wire);
  const capabilities = readCapabilities(wire);
  const loaded = readLoaded(wire);
  return {
    id,
    ...(name !== undefined && { name }),
    ...(contextLength !== undefined && { contextLength }),
    ...(effectiveContextLength !== undefined && { effectiveContextLength }),
    ...(capabilities && { capabilities }),
    ...(loaded !== undefined && { loaded }),
  };
}

/** What the model was made for: Together and OpenRouter; Groq; Mistral and LM Studio; llama.cpp; vLLM. */
function readContextLength(wire: WireModel): number | undefined {
  const meta = asRecord(wire['meta']);
  const candidates = [
    wire['context_length'],
    wire['context_window'],
    wire['max_context_length'],
    meta?.['n_ctx_train'],
    wire['max_model_len'],
  ];
  return candidates.map(positive).find((length) => length !== undefined);
}

/** What one request can use as the server runs now: llama.cpp (per slot); vLLM; LM Studio. */
function readEffectiveContextLength(wire: WireModel): number | undefined {
  const instance = asRecord(asList(wire['loaded_instances'])[0]);
  const candidates = [
    asRecord(wire['meta'])?.['n_ctx'],
    wire['max_model_len'],
    asRecord(instance?.['config'])?.['context_length'],
  ];
  return candidates.map(positive).find((length) => length !== undefined);
}

function positive(value: unknown): number | undefined {
  return asCount(value) || undefined;
}

/** By words of Mistral, Azure and LM Studio (objects), Ollama's kind (lists), llama.cpp and OpenRouter (modalities). */
function readCapabilities(wire: WireModel): Capabilities | undefined {
  const list = asList(wire['capabilities']);
  const object = asRecord(wire['capabilities']) ?? {};
  const has = (...names: readonly string[]) =>
    names.some((name) => list.includes(name) || object[name] === true);
  const modalities = asRecord(wire['architecture'])?.['input_modalities'];
  const isEmbedding = /^embeddings?$/.test(asText(wire['type']) ?? '') || has('embedding', 'embeddings');
  const found: { -readonly [Name in keyof Capabilities]: Capabilities[Name] } = {};
  if (isEmbedding) {
    found.embeddings = true;
    found.chat = has('completion', 'completion_chat', 'chat_completion', 'chat');
  }
  if (/^(image|moderation|rerank|audio|transcribe|video)$/.test(asText(wire['type']) ?? ''))
    found.chat = false;
  if (has('tools', 'tool_use', 'function_calling', 'trained_for_tool_use')) found.tools = true;
  if (has('thinking', 'reasoning') || asRecord(object['reasoning'])) found.reasoning = true;
  if (Array.isArray(modalities)) found.images = modalities.includes('image');
  else if (has('vision') || wire['type'] === 'vlm') found.images = true;
  // What is denied is known as well: Mistral; Azure; LM Studio of images (tools are emulated for models not trained for them).
  if (object['vision'] === false) found.images = false;
  if (object['function_calling'] === false) found.tools = false;
  if (object['completion_chat'] === false || object['chat_completion'] === false) found.chat = false;
  return Object.keys(found).length > 0 ? found : undefined;
}

/** LM Studio; llama.cpp's router. */
function readLoaded(wire: WireModel): boolean | undefined {
  if (Array.isArray(wire['loaded_instances'])) return wire['loaded_instances'].length > 0;
  const state = asText(wire['state']) ?? asText(asRecord(wire['status'])?.['value']);
  return state === undefined ? undefined : state === 'loaded';
}
