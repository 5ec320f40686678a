import { ProviderError } from '@modelport/core';
import type { OpenRouterOptions } from './options.js';
import { toWirePreferences } from './provider-preferences.js';

/** What the provider's options say of every request. */
export interface RequestDefaults {
  /** As on the wire. */
  readonly preferences: Readonly<Record<string, unknown>> | undefined;
  readonly fallbackModels: readonly string[] | undefined;
}

/**
 * Checks the options of a provider, and tells what its requests hold by default.
 * @throws ProviderError `SETTING_MISSING` without a key, `SETTING_INVALID` for an option that OpenRouter would refuse.
 */
export function checkOptions(options: OpenRouterOptions): RequestDefaults {
  requireKey(options);
  const { providerPreferences, fallbackModels } = options;
  if (fallbackModels !== undefined && !isModelList(fallbackModels)) {
    throw new ProviderError({
      code: 'SETTING_INVALID',
      setting: 'fallbackModels',
      message: 'The option "fallbackModels" must be a list of model ids.',
    });
  }
  const place = { code: 'SETTING_INVALID', setting: 'providerPreferences' } as const;
  return { preferences: toWirePreferences(providerPreferences, place), fallbackModels };
}

/** Core asks for a key where there are no headers either; only one that says who asks can stand in for it. */
function requireKey({ apiKey, headers }: OpenRouterOptions): void {
  const hasHeader = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'authorization');
  if (apiKey !== undefined || hasHeader) return;
  throw new ProviderError({
    code: 'SETTING_MISSING',
    setting: 'apiKey',
    candidates: ['apiKey', 'headers.authorization'],
    message:
      'The provider "openrouter" needs the option "apiKey", or an Authorization among its headers. Keys are made at openrouter.ai/keys.',
  });
}

/** Whether a value is a list of model ids. */
export function isModelList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((id) => typeof id === 'string' && id !== '');
}
