import { ProviderError } from '@modelport/core';
import { asText } from '@modelport/provider-utils';

/**
 * The model that a request, or an extra, is for.
 * @throws ProviderError `REQUEST_INVALID` where none is named.
 */
export function checkModel(name: unknown, extra?: string): string {
  const model = asText(name)?.trim();
  if (model) return model;
  const who = extra === undefined ? 'Ollama' : `extras.${extra}`;
  throw new ProviderError({
    code: 'REQUEST_INVALID',
    setting: extra ?? 'model',
    message: `${who} needs the name of a model, such as "qwen3:8b". models() lists those that were pulled.`,
  });
}
