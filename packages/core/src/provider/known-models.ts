import type { Capabilities, ModelInfo } from '../contract.js';
import { defined } from '../defined.js';
import type { OpenedDriver } from './opened-driver.js';

/** The models that are named without asking the backend: by the options, else the default model and those of the type. */
export function fallbackModels({ name: provider, defaults, definition }: OpenedDriver): readonly ModelInfo[] {
  const { model, models = [model, ...(definition.fallbackModels ?? [])] } = defaults;
  const ids = [...new Set(models)].filter((id) => id !== undefined);
  return ids.map((id) => ({ id, name: id, capabilities: {}, source: 'fallback', provider }));
}

/** The model of this name among those that are known; a server of a single model needs no name for it. */
export function modelNamed(name: string | undefined, models: readonly ModelInfo[]): ModelInfo | undefined {
  return name === undefined && models.length === 1 ? models[0] : models.find(({ id }) => id === name);
}

/** What a model can do: what its backend says of it, and for the rest what is known of the type. */
export function capabilitiesOf(model: ModelInfo | undefined, known: Capabilities): Capabilities {
  return model ? { ...known, ...defined(model.capabilities) } : known;
}
