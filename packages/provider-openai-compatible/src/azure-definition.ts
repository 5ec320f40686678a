import { type ProviderDefinition, ProviderError, type SettingField } from '@modelport/core';
import { azureAddress, azureKeyQuirk, withAzureHealth } from './azure.js';
import { definePreset } from './define-preset.js';
import { loadDriver, openDriver, type PresetDriver } from './open-driver.js';
import type { OpenAICompatibleDriverOptions } from './openai-compatible-driver.js';
import type { AzureOpenAIOptions } from './options.js';
import { azureOpenAI } from './presets/cloud.js';

const settings: readonly SettingField[] = [
  {
    name: 'baseUrl',
    kind: 'url',
    description: 'The endpoint of the resource, with or without /openai/v1.',
    required: true,
    requiredUnless: ['resource', 'client'],
  },
  { name: 'model', kind: 'string', description: 'Name of the deployment.' },
  { name: 'resource', kind: 'string', description: 'Name of the resource, in place of baseUrl.' },
  {
    name: 'apiVersion',
    kind: 'string',
    description: 'A date chooses the older API with deployments in the path. Default: the API at /openai/v1.',
  },
];

/** The type `azure-openai`. */
export const azureOpenAIDefinition: ProviderDefinition<AzureOpenAIOptions, PresetDriver> =
  /* @__PURE__ */ definePreset(azureOpenAI, {
    settings,
    createDriver(prepared, options: AzureOpenAIOptions) {
      if (options.client !== undefined) return openAzureDriver(prepared);
      return openAzureDriver({
        ...prepared,
        ...azureAddress(options.baseUrl ?? resourceUrl(options.resource), options.apiVersion),
        serverName: options.displayName ?? azureOpenAI.displayName,
        quirks: [azureOpenAI.quirks, azureKeyQuirk(options), options.quirks],
      });
    },
  });

function openAzureDriver(prepared: OpenAICompatibleDriverOptions): PresetDriver {
  return openDriver(prepared, {}, async (all) => withAzureHealth(await loadDriver(all)));
}

/** @throws ProviderError `SETTING_INVALID` for what is no name: the key would go to another host. */
function resourceUrl(resource = ''): string {
  if (/^[a-z0-9-]+$/i.test(resource)) return `https://${resource}.openai.azure.com`;
  throw new ProviderError({
    code: 'SETTING_INVALID',
    type: azureOpenAI.type,
    setting: 'resource',
    message: `The option "resource" must be the name of a resource, of letters, digits and "-"; ${JSON.stringify(resource)} is not. An address goes into "baseUrl".`,
  });
}
