import { type CallContext, type CallOptions, ProviderError } from '@modelport/core';
import { asCount, asRecord, asText, parseJson, readNdjson, withoutAbsent } from '@modelport/provider-utils';
import type { Connection } from './connection.js';
import { checkModel } from './model-name.js';

/** How far an operation has come. */
export interface OllamaProgress {
  /** Ollama's own words: `pulling manifest`, `verifying sha256 digest`, … The last one is `success`. */
  readonly status: string;
  /** The file that is being sent. Several are at once, and their events come in any order. */
  readonly digest?: string;
  /** Bytes of that file. */
  readonly total?: number;
  /** Bytes of it that are done. Absent: none yet. */
  readonly completed?: number;
}

/** A model to make of another one. */
export interface CreateInput {
  /** Name of the new model. */
  readonly model: string;
  /** Model that it is made of. */
  readonly from?: string | undefined;
  /** Its instructions. */
  readonly system?: string | undefined;
  readonly template?: string | undefined;
  /** Defaults of its options by Ollama's names: `{ num_ctx: 8192, stop: ['###'] }`. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly license?: string | readonly string[] | undefined;
  /** Quantization to convert it to, such as `q4_K_M`. */
  readonly quantize?: string | undefined;
  /** Files that the server has: digests by file name. To upload them (`/api/blobs`) is no part of this package. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  readonly adapters?: Readonly<Record<string, string>> | undefined;
}

/**
 * What `provider.extras` offers that takes long. The loop ends after the event `success`; any other end is an error.
 * Leaving it cancels the operation; a pull that is made again goes on where it was left.
 */
export interface OllamaStreamExtras {
  /** Downloads a model. */
  pull(model: string, options?: CallOptions): AsyncIterable<OllamaProgress>;
  /** Uploads a model to the registry that its name tells. */
  push(model: string, options?: CallOptions): AsyncIterable<OllamaProgress>;
  /** Makes a model of another one, or of files. */
  create(input: CreateInput, options?: CallOptions): AsyncIterable<OllamaProgress>;
}

/** The same for the driver's side. */
export type OllamaDriverStreamExtras = {
  readonly [Name in keyof OllamaStreamExtras]: (input: never, call: CallContext) => AsyncIterable<unknown>;
};

/** Makes the extras of one server that report progress. */
export function createStreamExtras(connection: Connection): OllamaDriverStreamExtras {
  return {
    pull: (model: string, call) => readProgress(connection, 'pull', { model }, call),
    push: (model: string, call) => readProgress(connection, 'push', { model }, call),
    create: (input: CreateInput, call) => readProgress(connection, 'create', input, call),
  };
}

async function* readProgress(
  connection: Connection,
  operation: 'pull' | 'push' | 'create',
  body: CreateInput,
  call: CallContext,
): AsyncGenerator<OllamaProgress> {
  const request = { ...body, model: checkModel(body?.model, operation) };
  const response = await connection.send({ path: `/api/${operation}`, body: request }, call);
  for await (const lines of readNdjson(response.body)) {
    for (const line of lines) {
      const wire = asRecord(parseJson(line));
      if (wire?.['error']) throw connection.toError(wire, call, response);
      const status = asText(wire?.['status']);
      if (wire === undefined || status === undefined) continue;
      const { digest, total, completed } = wire;
      const counts = { digest: asText(digest), total: asCount(total), completed: asCount(completed) };
      yield { status, ...withoutAbsent(counts) };
      if (status === 'success') return;
    }
  }
  throw new ProviderError({
    code: 'STREAM_INTERRUPTED',
    message: `The ${operation} of ${request.model} broke off before its end. Start it again; a pull goes on where it was.`,
  });
}
