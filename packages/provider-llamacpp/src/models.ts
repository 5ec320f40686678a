import type { Capabilities, DriverModel } from '@modelport/core';
import { readModels } from '@modelport/provider-openai-compatible/extend';
import { asList, asRecord, asText, type JsonRecord, withoutAbsent } from '@modelport/provider-utils';
import type { LlamaCppProps } from './props.js';

/**
 * Reads `/v1/models`, and for a server of one model what `/props` adds.
 * @throws ProviderError `RESPONSE_INVALID` for what is no list of models.
 */
export function readLlamaCppModels(answer: unknown, props: LlamaCppProps | undefined): DriverModel[] {
  const own = props?.isRouter ? undefined : props;
  return readModels(answer, (model) => {
    const status = statusOf(model);
    const loaded = status === undefined ? !own?.isSleeping : status.value === 'loaded';
    return {
      ...withoutAbsent({ effectiveContextLength: own?.contextLength }),
      capabilities: readCapabilities(model, own, loaded),
      loaded,
    };
  });
}

function readCapabilities(
  model: JsonRecord,
  props: LlamaCppProps | undefined,
  loaded: boolean,
): Capabilities {
  const modalities = asRecord(model['architecture'])?.['input_modalities'];
  const takesImages = Array.isArray(modalities) ? modalities.includes('image') : undefined;
  const caps = props?.chatTemplateCaps ?? {};
  return {
    // Whether it was started with --embeddings is not told.
    ...withoutAbsent({
      tools: caps['supports_tools'],
      parallelToolCalls: caps['supports_parallel_tool_calls'],
      // A router says "text" of a model that it has not loaded, even of a file that is no model.
      images: props?.modalities.vision ?? (takesImages || loaded ? takesImages : undefined),
    }),
    chat: true,
    structuredOutput: true,
  };
}

/** How a router says a model is. */
interface ModelStatus {
  /** `unloaded`, `loading`, `loaded`, `sleeping`, `downloading`. */
  readonly value: string;
  /** The last attempt to load it failed. */
  readonly failed: boolean;
}

/** One entry of the list, as far as health looks at it. */
export interface ListedModel {
  readonly id: string;
  readonly names: readonly string[];
  /** Absent on a server of one model, which is loaded if it answers. */
  readonly status: ModelStatus | undefined;
}

/** Reads the list for what health needs. */
export function readListedModels(answer: unknown): ListedModel[] {
  return asList(asRecord(answer)?.['data']).flatMap((entry): ListedModel[] => {
    const model = asRecord(entry) ?? {};
    const id = asText(model['id']);
    if (id === undefined) return [];
    return [{ id, names: [id, ...asList(model['aliases']).map(String)], status: statusOf(model) }];
  });
}

/** Whether the list says of itself that llama.cpp wrote it. */
export function isOwnList(answer: unknown): boolean {
  return asList(asRecord(answer)?.['data']).some((entry) => asRecord(entry)?.['owned_by'] === 'llamacpp');
}

function statusOf(model: JsonRecord): ModelStatus | undefined {
  const status = asRecord(model['status']);
  const value = asText(status?.['value']);
  return value === undefined ? undefined : { value, failed: status?.['failed'] === true };
}
