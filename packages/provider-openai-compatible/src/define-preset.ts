import {
  type DriverContext,
  type ProviderDefinition,
  type ProviderDriver,
  ProviderError,
  type SettingField,
} from '@modelport/core';
import { hostMatches } from '@modelport/provider-utils/define';
import { findHost } from './hosts.js';
import { openDriver, type PresetDriver } from './open-driver.js';
import type { OpenAICompatibleDriverOptions } from './openai-compatible-driver.js';
import type { PresetOptions } from './options.js';
import { needsKey, presetSettings } from './preset-settings.js';
import type { Preset } from './presets/preset.js';
import { copyRequestOptions, requestFields } from './request-options.js';
import { version } from './version.js';

/** What a preset has beyond its data. */
export interface PresetParts<Options extends PresetOptions, Driver extends ProviderDriver> {
  /** Settings of its own options; one of the same name replaces a common one. */
  readonly settings?: readonly SettingField[] | undefined;
  readonly probe?: ProviderDefinition['probe'];
  /** Makes the driver from what the preset and the options say. Default: one whose code the first call loads. */
  readonly createDriver?: MakeDriver<Options, Driver> | undefined;
}

type MakeDriver<Options, Driver> = (prepared: OpenAICompatibleDriverOptions, options: Options) => Driver;

/**
 * Makes a provider type of a preset. Registers nothing: hand the result to `registerProvider`.
 *
 * ```ts
 * registerProvider(
 *   definePreset({
 *     type: 'my-cloud',
 *     displayName: 'My Cloud',
 *     location: 'cloud',
 *     baseUrl: 'https://llm.example.org/v1',
 *   }),
 * );
 * ```
 */
export function definePreset<
  Options extends PresetOptions = PresetOptions,
  Driver extends ProviderDriver = PresetDriver,
>(preset: Preset, parts: PresetParts<Options, Driver> = {}): ProviderDefinition<Options, Driver> {
  const { type, aliases, displayName, location, capabilities, models } = preset;
  // Who makes no driver has not chosen another type for it either.
  const createDriver = parts.createDriver ?? (openPresetDriver as unknown as MakeDriver<Options, Driver>);
  return {
    specVersion: 1,
    type,
    ...(aliases && { aliases }),
    displayName,
    packageName: '@modelport/provider-openai-compatible',
    packageVersion: version,
    location,
    capabilities: { chat: true, ...capabilities },
    settings: presetSettings(preset, parts.settings),
    ...(parts.probe && { probe: parts.probe }),
    ...(models && { fallbackModels: models }),
    embedBatchLimit: preset.embedBatchLimit ?? defaultEmbedBatchLimit,
    create(options, context) {
      if (needsKey(preset)) checkKey(preset, options);
      return createDriver(prepare(preset, options, context), options);
    },
  };
}

function openPresetDriver(prepared: OpenAICompatibleDriverOptions): PresetDriver {
  return openDriver(prepared);
}

/** The smallest limit of a public service (Cohere's; Google takes 100, OpenAI 2048). */
export const defaultEmbedBatchLimit = 96;

/** What a driver is made from, by the preset and the user's options. */
function prepare(
  preset: Preset,
  options: PresetOptions,
  context: DriverContext,
): OpenAICompatibleDriverOptions {
  const baseUrl = options.client?.baseURL ?? options.baseUrl ?? preset.baseUrl ?? '';
  // At the address of another known service, that service's ways count: OPENAI_BASE_URL often names one.
  const other = isOwn(preset, baseUrl) ? undefined : findHost(baseUrl);
  const fields = { ...requestFields, ...preset.requestFields };
  const { type } = preset;
  return {
    baseUrl,
    context,
    model: options.model,
    serverName: options.displayName ?? other?.name ?? preset.displayName,
    quirks: [other === undefined ? preset.quirks : undefined, options.quirks],
    client: options.client,
    agent: options.agent,
    editBody: (body, { providerOptions }) => copyRequestOptions(body, providerOptions, fields, type),
    editEmbedBody: (body, { providerOptions }) =>
      copyRequestOptions(body, providerOptions, { user: requestFields.user }, type),
  };
}

/** Whether a base URL is at the service that the preset is for. */
function isOwn({ baseUrl: own, hosts = [] }: Preset, baseUrl: string): boolean {
  const host = own === undefined ? undefined : URL.parse(own)?.hostname;
  return [...hosts, ...(host ? [host] : [])].some((suffix) => hostMatches(baseUrl, suffix));
}

/**
 * Core asks for a key where there are no headers either. One of the user's headers may carry it, but some header is not
 * enough. @throws `SETTING_MISSING`.
 */
function checkKey({ type, displayName }: Preset, { apiKey, client, headers }: PresetOptions): void {
  const hasKey = Object.keys(headers ?? {}).some((name) => /auth|key|token|cookie/i.test(name));
  if (apiKey !== undefined || client !== undefined || hasKey) return;
  throw new ProviderError({
    code: 'SETTING_MISSING',
    type,
    setting: 'apiKey',
    candidates: ['apiKey', 'headers'],
    message: `${displayName} needs a key: give the option "apiKey", or a header that carries it. None of the headers given does.`,
  });
}
