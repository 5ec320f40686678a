import { type CallContext, ProviderError } from '@modelport/core';
import { asCount, asList, asRecord, asText, type JsonRecord, withoutAbsent } from '@modelport/provider-utils';
import { checkInput, isName } from './check-input.js';
import type { ModelChoice } from './extras.js';
import type { LlamaServer } from './server.js';

/** A model of a router, and how it is. */
export interface RouterModel {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly status: RouterModelStatus;
  /** The last attempt to load it failed; `exitCode` is what its process ended with. */
  readonly failed: boolean;
  readonly exitCode?: number;
  /** How much of it is loaded, 0 to 1, while it is being loaded. */
  readonly progress?: number;
  /** Tokens that it was made for. */
  readonly contextLength?: number;
  /** Where the router has it from: `models_dir`, `cache`, … */
  readonly source?: string;
  /** All that the router said. */
  readonly raw: JsonRecord;
}

/** How a model of a router is. More may come with newer builds. */
export type RouterModelStatus =
  | 'unloaded'
  | 'loading'
  | 'loaded'
  | 'sleeping'
  | 'downloading'
  | (string & Record<never, never>);

/** Something that happened to a model of a router. */
export interface RouterEvent {
  /** `*`: all of them. */
  readonly model: string;
  /** `status`, `download_progress`, `models_reload`, … */
  readonly event: string;
  /** How the model is now, of a `status`. */
  readonly status?: RouterModelStatus;
  /** How much of it is loaded, 0 to 1. */
  readonly progress?: number;
  /** What its process ended with. */
  readonly exitCode?: number;
  readonly raw: JsonRecord;
}

/** Reads the models of a router. @throws ProviderError `NOT_SUPPORTED` for a server of one model. */
export async function listRouterModels(server: LlamaServer, call: CallContext): Promise<RouterModel[]> {
  const answer = await server.get('/v1/models', call);
  const entries = asList(asRecord(answer)?.['data']).flatMap((entry): JsonRecord[] => [
    asRecord(entry) ?? {},
  ]);
  const models = entries.flatMap((entry) => readRouterModel(entry) ?? []);
  if (models.length === 0 && entries.length > 0) throw noRouter();
  return models;
}

/** Tells what happens to the models of a router, until the caller leaves. Says nothing of how they are now. */
export async function* watchRouter(server: LlamaServer, call: CallContext): AsyncGenerator<RouterEvent> {
  for await (const raw of server.events('/models/sse', undefined, call)) {
    const event = asText(raw['event']);
    if (event === undefined) continue;
    const data = asRecord(raw['data']) ?? {};
    yield {
      model: asText(raw['model']) ?? '*',
      // Build 11669 has another name for all but the first one.
      event: event === 'model_status' || event === 'status_change' ? 'status' : event,
      ...withoutAbsent({
        status: asText(data['status']),
        progress: readProgress(data),
        exitCode: asCount(data['exit_code']),
      }),
      raw,
    };
  }
}

/**
 * Has a router unload a model, and waits until it is. One that is not loaded is left as it is.
 * @throws ProviderError `MODEL_NOT_FOUND`, or `NOT_SUPPORTED` for a server of one model.
 */
export async function unloadModel(
  server: LlamaServer,
  choice: ModelChoice | undefined,
  call: CallContext,
): Promise<void> {
  const { id } = await chosenModel('unloadModel', server, choice, call);
  await change(server, 'unload', id, call);
  while ((await findModel(server, id, call)).status !== 'unloaded') await pause(100, call);
}

/**
 * The model of a router that is meant.
 * @throws ProviderError `REQUEST_INVALID` where neither call nor provider names one, else as `findModel`.
 */
export function chosenModel(
  extra: string,
  server: LlamaServer,
  choice: ModelChoice | undefined,
  call: CallContext,
): Promise<RouterModel> {
  const model = choice?.model ?? server.model;
  checkInput(extra, isName(model), '{ model: name }, as the provider has no model of its own');
  return findModel(server, model as string, call);
}

/** Has a router load or unload a model. One that is already so is no error. */
export async function change(
  server: LlamaServer,
  action: 'load' | 'unload',
  model: string,
  call: CallContext,
): Promise<void> {
  try {
    await server.post(`/models/${action}`, { model }, call);
  } catch (error) {
    if (!/model is (already|not) running/i.test((error as Error).message)) throw error;
  }
}

/**
 * One model of a router, by its id or an alias.
 * @throws ProviderError `MODEL_NOT_FOUND`, or `NOT_SUPPORTED` for a server of one model.
 */
export async function findModel(server: LlamaServer, name: string, call: CallContext): Promise<RouterModel> {
  const models = await listRouterModels(server, call);
  const model = models.find(({ id, aliases }) => id === name || aliases.includes(name));
  if (model) return model;
  const candidates = models.map(({ id }) => id);
  throw new ProviderError({
    code: 'MODEL_NOT_FOUND',
    candidates,
    message: `The router has no model "${name}". It has: ${candidates.join(', ') || 'none'}.`,
  });
}

async function pause(milliseconds: number, { signal }: CallContext): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  signal.throwIfAborted();
}

function readRouterModel(raw: JsonRecord): RouterModel | undefined {
  const status = asRecord(raw['status']);
  const id = asText(raw['id']);
  const value = asText(status?.['value']);
  if (id === undefined || value === undefined) return undefined;
  return {
    id,
    aliases: asList(raw['aliases']).map(String),
    status: value,
    failed: status?.['failed'] === true,
    ...withoutAbsent({
      exitCode: asCount(status?.['exit_code']),
      progress: readProgress(status ?? {}),
      contextLength: asCount(raw['context_length']) || undefined,
      source: asText(raw['source']),
    }),
    raw,
  };
}

/** A model with a projector is loaded in stages, each from 0 to 1. */
function readProgress(status: JsonRecord): number | undefined {
  const { stages, current, value } = asRecord(status['progress']) ?? {};
  const done = asCount(value);
  const names = asList(stages);
  const at = names.indexOf(current);
  return done === undefined || at < 0 ? done : (at + done) / names.length;
}

function noRouter(): ProviderError {
  return new ProviderError({
    code: 'NOT_SUPPORTED',
    message:
      'This llama-server is no router: it serves the one model that it was started with. Start it without -m, for example with --models-dir.',
  });
}
