import { requireModel } from './check-generation.js';
import { parseOllamaName } from './fake-ollama-model.js';
import type { ModelStore } from './model-store.js';
import { refuseBadRequest } from './ollama-refusal.js';

type Json = Record<string, unknown>;

/**
 * Carries out `/api/copy`.
 *
 * @throws OllamaRefusal with status 400 or 404
 */
export function answerCopy({ source = '', destination = '' }: Json, models: ModelStore): void {
  for (const [field, name] of Object.entries({ source, destination })) {
    if (parseOllamaName(String(name)) === undefined) refuseBadRequest(`${field} "${name}" is invalid`);
  }
  const model = requireModel(models, source, undefined, `model "${source}" not found`);
  models.copy(model, String(destination));
}

/**
 * Carries out `/api/delete`.
 *
 * @throws OllamaRefusal with status 400 or 404
 */
export function answerDelete({ model, name }: Json, models: ModelStore): void {
  models.delete(requireModel(models, model || name));
}
