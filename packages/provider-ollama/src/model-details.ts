import { asCount, asList, asRecord, asText, type JsonRecord, withoutAbsent } from '@modelport/provider-utils';
import { contextLengthOf, nameOf } from './models.js';

/** A model that was pulled. */
export interface OllamaModel {
  readonly name: string;
  /** Bytes on disk. */
  readonly size?: number;
  readonly digest?: string;
  readonly modifiedAt?: string;
  readonly family?: string;
  /** Such as `8.2B`. */
  readonly parameterSize?: string;
  /** Such as `Q4_K_M`. */
  readonly quantization?: string;
  /** Tokens that the model was made for. Older servers tell it in `show` alone. */
  readonly contextLength?: number;
  /** By Ollama's words: `completion`, `tools`, `vision`, `thinking`, `embedding`, … Absent: not known. */
  readonly capabilities?: readonly string[];
  /** The server that does the work, where this one does not. */
  readonly remoteHost?: string;
  readonly remoteModel?: string;
  /** All that the server said. */
  readonly raw: { readonly [name: string]: unknown };
}

/** A model in memory. */
export interface OllamaRunningModel extends OllamaModel {
  /** Tokens of the context that it was loaded with: what one request can use. */
  readonly effectiveContextLength?: number;
  /** When it will be unloaded. */
  readonly expiresAt?: string;
  /** Bytes of it that are in the memory of GPUs. */
  readonly sizeVram?: number;
}

/** One model in full. */
export interface OllamaModelDetails extends Omit<OllamaModel, 'name' | 'size' | 'digest'> {
  readonly embeddingLength?: number;
  readonly modelfile?: string;
  /** The parameters of the model file, one in a line. */
  readonly parameters?: string;
  readonly template?: string;
  readonly system?: string;
  readonly license?: string;
  /** The model's own metadata by name: `general.architecture`, … */
  readonly modelInfo: { readonly [name: string]: unknown };
}

/** Reads an entry of `/api/tags`. */
export function readModel(wire: unknown): OllamaModel {
  const raw = asRecord(wire) ?? {};
  return {
    name: nameOf(raw),
    ...withoutAbsent({ size: asCount(raw['size']), digest: asText(raw['digest']) }),
    ...readShared(raw),
  };
}

/** Reads an entry of `/api/ps`. */
export function readRunningModel(wire: unknown): OllamaRunningModel {
  const raw = asRecord(wire) ?? {};
  return {
    ...readModel(raw),
    ...withoutAbsent({
      effectiveContextLength: asCount(raw['context_length']) || undefined,
      expiresAt: asText(raw['expires_at']),
      sizeVram: asCount(raw['size_vram']),
    }),
  };
}

/** Reads the answer of `/api/show`. */
export function readModelDetails(wire: unknown): OllamaModelDetails {
  const raw = asRecord(wire) ?? {};
  const modelInfo = asRecord(raw['model_info']) ?? {};
  const architecture = asText(modelInfo['general.architecture']);
  return {
    ...readShared(raw),
    ...withoutAbsent({
      embeddingLength: asCount(modelInfo[`${architecture}.embedding_length`]),
      modelfile: asText(raw['modelfile']),
      parameters: asText(raw['parameters']),
      template: asText(raw['template']),
      system: asText(raw['system']),
      license: asText(raw['license']),
    }),
    modelInfo,
  };
}

function readShared(raw: JsonRecord): Omit<OllamaModel, 'name' | 'size' | 'digest'> {
  const details = asRecord(raw['details']) ?? {};
  const capabilities = Array.isArray(raw['capabilities']) ? asList<string>(raw['capabilities']) : undefined;
  return {
    ...withoutAbsent({
      modifiedAt: asText(raw['modified_at']),
      family: asText(details['family']),
      parameterSize: asText(details['parameter_size']),
      quantization: asText(details['quantization_level']),
      contextLength: contextLengthOf(raw),
      capabilities,
      remoteHost: asText(raw['remote_host']),
      remoteModel: asText(raw['remote_model']),
    }),
    raw,
  };
}
