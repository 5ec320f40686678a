import { type CallContext, type CallOptions, ProviderError } from '@modelport/core';
import { asCount, asRecord, asText, joinUrl, withoutAbsent } from '@modelport/provider-utils';
import type { Connection } from '../connection.js';

/** How a model is to be loaded. */
export interface LMStudioLoadInput {
  readonly model: string;
  /** Tokens of context. */
  readonly contextLength?: number | undefined;
  readonly flashAttention?: boolean | undefined;
  readonly evalBatchSize?: number | undefined;
  /** Experts of a mixture-of-experts model. */
  readonly numExperts?: number | undefined;
  readonly offloadKvCacheToGpu?: boolean | undefined;
}

/** A model that was loaded. */
export interface LMStudioInstance {
  /** What `unload` takes. */
  readonly instanceId: string;
  readonly loadTimeSeconds?: number | undefined;
  /** With which settings, by the names that LM Studio has for them. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
}

/** A download as it stands. */
export interface LMStudioDownload {
  /** What `downloadStatus` takes; absent for a model that is there already. */
  readonly jobId?: string | undefined;
  /** `downloading`, `paused`, `completed`, `failed` or `already_downloaded`. */
  readonly status: string;
  readonly downloadedBytes?: number | undefined;
  readonly totalBytes?: number | undefined;
  readonly bytesPerSecond?: number | undefined;
}

/** What `provider.extras` offers for LM Studio, from 0.4 on. */
export interface LMStudioExtras {
  /** Loads a model, even if a copy of it is loaded already. */
  load(input: string | LMStudioLoadInput, options?: CallOptions): Promise<LMStudioInstance>;
  /** Unloads a copy of a model by the id that `load` gave. */
  unload(instanceId: string, options?: CallOptions): Promise<void>;
  /** Starts to download a model of LM Studio's catalogue or, by its URL, of Hugging Face. Does not wait for its end. */
  download(
    input: string | { readonly model: string; readonly quantization?: string | undefined },
    options?: CallOptions,
  ): Promise<LMStudioDownload>;
  /** How far a download is. */
  downloadStatus(jobId: string, options?: CallOptions): Promise<LMStudioDownload>;
}

/** The same for the driver's side. */
export type LMStudioDriverExtras = {
  readonly [Name in keyof LMStudioExtras]: (input: never, call: CallContext) => Promise<unknown>;
};

/** Makes the extras of one server. https://lmstudio.ai/docs/developer/rest */
export function createLMStudioExtras(connection: Connection, root: string): LMStudioDriverExtras {
  const ask = async (path: string, call: CallContext, body?: object) =>
    asRecord(
      await connection.json({ path: joinUrl(root, `/api/v1/models/${path}`), ...(body && { body }) }, call),
    ) ?? {};
  return {
    async load(given: string | LMStudioLoadInput, call: CallContext): Promise<LMStudioInstance> {
      const input = typeof given === 'string' ? { model: given } : given;
      checkText('load', input?.model);
      const answer = await ask('load', call, {
        ...withoutAbsent({
          model: input.model,
          context_length: input.contextLength,
          flash_attention: input.flashAttention,
          eval_batch_size: input.evalBatchSize,
          num_experts: input.numExperts,
          offload_kv_cache_to_gpu: input.offloadKvCacheToGpu,
        }),
        echo_load_config: true,
      });
      return {
        instanceId: readText(answer['instance_id'], 'instance_id'),
        ...withoutAbsent({
          loadTimeSeconds: asCount(answer['load_time_seconds']),
          config: asRecord(answer['load_config']),
        }),
      };
    },
    async unload(instanceId: string, call: CallContext): Promise<void> {
      checkText('unload', instanceId, 'the id that load() gave');
      await ask('unload', call, { instance_id: instanceId });
    },
    async download(
      given: string | { model: string; quantization?: string },
      call: CallContext,
    ): Promise<LMStudioDownload> {
      const { model, quantization } = typeof given === 'string' ? { model: given } : Object(given);
      checkText('download', model);
      return readDownload(await ask('download', call, withoutAbsent({ model, quantization })));
    },
    async downloadStatus(jobId: string, call: CallContext): Promise<LMStudioDownload> {
      checkText('downloadStatus', jobId, 'the id that download() gave');
      return readDownload(await ask(`download/status/${encodeURIComponent(jobId)}`, call));
    },
  };
}

function readDownload(answer: Readonly<Record<string, unknown>>): LMStudioDownload {
  return {
    status: readText(answer['status'], 'status'),
    ...withoutAbsent({
      jobId: asText(answer['job_id']),
      downloadedBytes: asCount(answer['downloaded_bytes']),
      totalBytes: asCount(answer['total_size_bytes']),
      bytesPerSecond: asCount(answer['bytes_per_second']),
    }),
  };
}

function readText(value: unknown, field: string): string {
  const text = asText(value);
  if (text !== undefined) return text;
  throw new ProviderError({
    code: 'RESPONSE_INVALID',
    message: `The answer has no text "${field}". Is baseUrl that of LM Studio 0.4 or later?`,
  });
}

function checkText(extra: string, value: unknown, wanted = 'the name of a model'): void {
  if (asText(value) !== undefined) return;
  throw new ProviderError({
    code: 'REQUEST_INVALID',
    setting: extra,
    message: `extras.${extra} needs ${wanted}: a text that is not empty.`,
  });
}
