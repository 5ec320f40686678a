import type { CommonOptions } from '@modelport/core';
import { azureKeyQuirk, isAzure, withAzureHealth, withAzurePath } from './azure.js';
import { loadDriver, openDriver, type PresetDriver } from './open-driver.js';
import type { OpenAICompatibleDriverOptions } from './openai-compatible-driver.js';

/**
 * A driver for an address that may be a resource of Azure OpenAI, for types that are not made for it: the bare address of
 * one is completed, the key goes where Azure wants it, and health leaves open whether a deployment is there.
 */
export function openAzureAwareDriver(
  prepared: OpenAICompatibleDriverOptions,
  options: Pick<CommonOptions, 'apiKey'>,
): PresetDriver {
  const baseUrl = withAzurePath(prepared.baseUrl);
  const keyQuirk = isAzure(baseUrl) ? azureKeyQuirk(options) : undefined;
  const quirks = [keyQuirk, ...(prepared.quirks ?? [])];
  return openDriver({ ...prepared, baseUrl, quirks }, {}, async (all) => {
    const driver = await loadDriver(all);
    return isAzure(driver.baseUrl ?? baseUrl) ? withAzureHealth(driver) : driver;
  });
}
