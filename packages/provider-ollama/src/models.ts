import { type CallContext, type Capabilities, type DriverModel, ProviderError } from '@modelport/core';
import { asCount, asList, asRecord, asText, type JsonRecord, withoutAbsent } from '@modelport/provider-utils';
import type { Connection } from './connection.js';

/** Reads the list of models. */
export type ListModels = (call: CallContext) => Promise<DriverModel[]>;

/** Models that are asked for at once, and milliseconds for all of them: `models()` as a whole has 5 seconds. */
const atOnce = 8;
const patience = 3_000;

/**
 * Makes a reader of the models that were pulled, those in memory with the context that they were loaded with. What each
 * one can do is asked one by one, because the list of Ollama 0.33 leaves out tools, thinking and embedding for many models
 * that have them. The answers are kept for as long as a model stays the same; what could not be asked in time is not known.
 * The reader throws `RESPONSE_INVALID` for what is no list of models.
 */
export function createModelList(connection: Connection): ListModels {
  let known: ReadonlyMap<string, ModelFacts> = new Map();
  return async (call) => {
    const [tags, running] = await Promise.all([readTags(connection, call), readRunning(connection, call)]);
    known = await readAllFacts(connection, tags, known, call);
    return tags.map((tag) => {
      const id = nameOf(tag);
      const { contextLength = contextLengthOf(tag), capabilities } = known.get(identityOf(tag)) ?? {};
      const loaded = running?.get(id);
      const effectiveContextLength = asCount(loaded?.['context_length']) || undefined;
      const isLoaded = running && loaded !== undefined;
      return {
        id,
        ...withoutAbsent({ contextLength, effectiveContextLength, capabilities, loaded: isLoaded }),
      };
    });
  };
}

/** What `/api/show` tells of a model. */
interface ModelFacts {
  readonly contextLength?: number;
  readonly capabilities?: Capabilities;
}

/** The facts of each model by its identity, as far as they are known already or can be read in time. */
async function readAllFacts(
  connection: Connection,
  tags: readonly JsonRecord[],
  known: ReadonlyMap<string, ModelFacts>,
  call: CallContext,
): Promise<Map<string, ModelFacts>> {
  const facts = new Map<string, ModelFacts>();
  const unknown = tags.filter((tag) => {
    const found = known.get(identityOf(tag));
    if (found !== undefined) facts.set(identityOf(tag), found);
    return found === undefined;
  });
  const late = AbortSignal.timeout(patience);
  const hurried = { ...call, signal: AbortSignal.any([call.signal as AbortSignal, late]) };
  const askNext = async (): Promise<void> => {
    for (let tag = unknown.shift(); tag !== undefined; tag = unknown.shift()) {
      const shown = await readFacts(connection, nameOf(tag), hurried);
      if (shown !== undefined) facts.set(identityOf(tag), shown);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, askNext)).catch((error) => {
    if (!late.aborted || call.signal.aborted) throw error;
  });
  return facts;
}

/** A name may come to mean another model. */
function identityOf(tag: JsonRecord): string {
  return JSON.stringify([nameOf(tag), tag['digest'], tag['modified_at']]);
}

/** The entries of `GET /api/tags` that have a name. @throws ProviderError `RESPONSE_INVALID` for what is no such list. */
export async function readTags(connection: Connection, call: CallContext): Promise<JsonRecord[]> {
  const models = asRecord(await connection.json({ path: '/api/tags' }, call))?.['models'];
  // Go writes an empty list as null.
  if (!Array.isArray(models) && models !== null) {
    throw new ProviderError({
      code: 'RESPONSE_INVALID',
      message: 'The answer is no list of models. Is baseUrl that of an Ollama?',
    });
  }
  return asList(models)
    .map((entry) => asRecord(entry) ?? {})
    .filter((entry) => nameOf(entry) !== '');
}

/** What to give as `model`. */
export function nameOf(model: JsonRecord): string {
  return asText(model['model']) ?? asText(model['name']) ?? '';
}

/** What a model can do by Ollama's list; nothing is known without one. */
export function readCapabilities(list: unknown): Capabilities | undefined {
  if (!Array.isArray(list)) return undefined;
  const chat = list.includes('completion');
  return {
    chat,
    structuredOutput: chat,
    tools: list.includes('tools'),
    images: list.includes('vision'),
    reasoning: list.includes('thinking'),
    embeddings: list.includes('embedding'),
  };
}

/** Tokens that a model was made for, as a list or `/api/show` tells. */
export function contextLengthOf(model: JsonRecord): number | undefined {
  const info = asRecord(model['model_info']);
  const architecture = asText(info?.['general.architecture']);
  return (
    asCount(asRecord(model['details'])?.['context_length']) ??
    asCount(info?.[`${architecture}.context_length`])
  );
}

/** The models in memory by name; `undefined` for a server that does not tell. */
async function readRunning(
  connection: Connection,
  call: CallContext,
): Promise<ReadonlyMap<string, JsonRecord> | undefined> {
  if (connection.isCloud) return undefined;
  const answer = await connection.json({ path: '/api/ps' }, call).catch(ifAnswered);
  const models = asRecord(answer)?.['models'];
  if (models === undefined) return undefined;
  return new Map(asList(models).map((entry) => [nameOf(asRecord(entry) ?? {}), asRecord(entry) ?? {}]));
}

/** `undefined` for a server that does not tell. */
async function readFacts(
  connection: Connection,
  model: string,
  call: CallContext,
): Promise<ModelFacts | undefined> {
  const answer = await connection.json({ path: '/api/show', body: { model } }, call).catch(ifAnswered);
  const details = asRecord(answer);
  if (details === undefined) return undefined;
  const capabilities = readCapabilities(details['capabilities']);
  return withoutAbsent({ contextLength: contextLengthOf(details), capabilities });
}

/** What is of use but not needed may fail; an abort and a lost connection may not. */
function ifAnswered(error: unknown): undefined {
  if (ProviderError.isInstance(error) && error.status !== undefined) return undefined;
  throw error;
}
