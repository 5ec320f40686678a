import type { CommonOptions } from '@modelport/core';
import { azureKeyQuirk, isAzure, withAzureHealth, withAzurePath } from './azure.js';
import { loadDriver, openDriver, type PresetDriver } from './open-driver.js';
import type { OpenAICompatibleDriver, OpenAICompatibleDriverOptions } from './openai-compatible-driver.js';

/**
 * A driver for an address that may be a resource of Azure OpenAI, for types that are not made for it: the bare address of
 * one is completed, the key goes where Azure wants it, and health leaves open whether a deployment is there.
 */
export function openAzureAwareDriver(
  prepared: OpenAICompatibleDriverOptions,
  options: Pick<CommonOptions, 'apiKey'>,
): PresetDriver {
  if (!isAzure(prepared.baseUrl)) return openDriver(prepared, {}, loadAzureAware);
  const quirks = [azureKeyQuirk(options), ...(prepared.quirks ?? [])];
  return openDriver({ ...prepared, baseUrl: withAzurePath(prepared.baseUrl), quirks }, {}, loadAzureAware);
}

/** A client has an address of its own. */
async function loadAzureAware(prepared: OpenAICompatibleDriverOptions): Promise<OpenAICompatibleDriver> {
  const driver = await loadDriver(prepared);
  return isAzure(driver.baseUrl ?? prepared.baseUrl) ? withAzureHealth(driver) : driver;
}
