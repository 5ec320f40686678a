import { createHash } from 'node:crypto';
import { type FakeOllamaModel, type OllamaCapability, parseOllamaName } from './fake-ollama-model.js';

/** A model with everything filled in. */
export interface StoredModel {
  readonly shortName: string;
  readonly fullName: string;
  readonly capabilities: readonly OllamaCapability[];
  readonly contextLength: number;
  readonly embeddingLength: number;
  readonly template: 'gguf' | 'go';
  readonly remote: { readonly model: string; readonly host: string } | undefined;
  readonly modifiedAt: string;
}

/** A model in memory. */
export interface LoadedModel {
  readonly model: StoredModel;
  readonly contextLength: number;
  /** Milliseconds since 1970; Infinity for a model that stays. */
  expiresAt: number;
}

/** How long a model stays after a request that does not say. */
export const DEFAULT_KEEP_ALIVE: number = 5 * 60_000;
/** The context that a machine without a large graphics card gives a model. */
const DEFAULT_CONTEXT = 4096;

/** The models on the disk and those in memory. */
export class ModelStore {
  readonly #models = new Map<string, StoredModel>();
  readonly #loaded = new Map<string, LoadedModel>();

  constructor(models: readonly FakeOllamaModel[]) {
    for (const model of models) this.add(model);
  }

  /** Every model, the one that was added last first. */
  list(): StoredModel[] {
    return [...this.#models.values()].reverse();
  }

  /** Finds a model; names are compared without regard to case. */
  find(name: string): StoredModel | undefined {
    const parsed = parseOllamaName(name);
    return parsed && this.#models.get(parsed.full.toLowerCase());
  }

  /** Adds a model, in the place of one of the same name. */
  add(model: FakeOllamaModel): void {
    const name = parseOllamaName(model.name);
    if (name === undefined) throw new TypeError(`"${model.name}" is no valid name of a model.`);
    this.#models.set(name.full.toLowerCase(), {
      shortName: name.short,
      fullName: name.full,
      capabilities: model.capabilities ?? ['completion', 'tools'],
      contextLength: model.contextLength ?? 8192,
      embeddingLength: model.embeddingLength ?? 8,
      template: model.template ?? 'go',
      remote: model.remote,
      modifiedAt: new Date().toISOString(),
    });
  }

  copy(source: StoredModel, destination: string): void {
    const { shortName: _, fullName: __, modifiedAt: ___, ...rest } = source;
    this.add({ ...rest, name: destination });
  }

  delete(model: StoredModel): void {
    this.#models.delete(model.fullName.toLowerCase());
    this.unload(model);
  }

  /** Loads a model, or anew where its context has another length. Tells whether that took a load. */
  load(model: StoredModel, wanted: number | undefined, keepAlive: number): boolean {
    const contextLength = Math.min(wanted ?? DEFAULT_CONTEXT, model.contextLength);
    const present = this.#running(model);
    this.#loaded.set(model.fullName, { model, contextLength, expiresAt: Date.now() + keepAlive });
    return present?.contextLength !== contextLength;
  }

  /** The context length of a model in memory. */
  contextOf(model: StoredModel): number {
    return this.#loaded.get(model.fullName)?.contextLength ?? DEFAULT_CONTEXT;
  }

  unload(model: StoredModel): void {
    this.#loaded.delete(model.fullName);
  }

  /** The models in memory, the one that stays longest first. */
  loaded(): LoadedModel[] {
    const now = Date.now();
    return [...this.#loaded.values()]
      .filter(({ expiresAt }) => expiresAt > now)
      .sort((first, second) => second.expiresAt - first.expiresAt || 0);
  }

  #running(model: StoredModel): LoadedModel | undefined {
    return this.loaded().find((loaded) => loaded.model.fullName === model.fullName);
  }
}

/** A made-up digest that the name determines. */
export function digestOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}
