/** The models that a target serves, by the name that is asked for; `'*'` stands for all others. */
export type ServedModels = ReadonlyMap<string, string>;

/** Whether a target serves a model. Without a name, its default is asked for. */
export function serves(models: ServedModels | undefined, model: string | undefined): boolean {
  return models === undefined || model === undefined || models.has(model) || models.has('*');
}

/** What a model is called at a target; `undefined`: its own default. */
export function modelAt(models: ServedModels | undefined, model: string | undefined): string | undefined {
  const name = (model === undefined ? undefined : models?.get(model)) ?? models?.get('*');
  // `'*'` for itself: all others by their own names.
  return name === undefined || name === '*' ? model : name;
}
