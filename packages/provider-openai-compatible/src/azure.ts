import { type CommonOptions, type DriverHealth, ProviderError } from '@modelport/core';
import { joinUrl, parseBaseUrl, withoutAbsent } from '@modelport/provider-utils/define';
import { findHost } from './hosts.js';
import type { OpenAICompatibleDriver } from './openai-compatible-driver.js';
import { azureOpenAI } from './presets/cloud.js';
import type { QuirkOverrides } from './quirks.js';

/** Whether a base URL is a resource of Azure OpenAI. */
export function isAzure(baseUrl: string): boolean {
  const known = findHost(baseUrl);
  return known !== undefined && azureOpenAI.hosts?.includes(known.host) === true;
}

/** Azure's URL with `/openai/v1` where it names the resource alone; any other URL as it is. */
export function withAzurePath(baseUrl: string): string {
  if (!isAzure(baseUrl)) return baseUrl;
  const { pathname } = new URL(parseBaseUrl(baseUrl));
  if (pathname === '/') return joinUrl(baseUrl, '/openai/v1');
  return pathname === '/openai' ? joinUrl(baseUrl, '/v1') : baseUrl;
}

/** Where requests go, and what precedes the path of those that name a model. */
export interface AzureAddress {
  readonly baseUrl: string;
  /** Writes the path of a request that names a model, which for the dated API is part of it. Absent: as it is. */
  readonly toPath?: ((path: string, model: string | undefined) => string) | undefined;
}

/**
 * The address of a resource in the style that is asked for: `/openai/v1`, or with a dated `apiVersion`
 * `/openai/deployments/<deployment>?api-version=…`. A base URL that has either path already is used as it is, with the
 * version added for a deployment.
 * @throws ProviderError `SETTING_INVALID` for a base URL that is none.
 */
export function azureAddress(endpoint: string, apiVersion: string | undefined): AzureAddress {
  const base = parseBaseUrl(endpoint);
  const { pathname } = new URL(base);
  const versioned = (url: string) => parseBaseUrl(joinUrl(url, '', { 'api-version': apiVersion }));
  if (/\/openai\/deployments\/[^/]+$/.test(pathname)) return { baseUrl: versioned(base) };
  const isDated = apiVersion !== undefined && /^\d{4}-/.test(apiVersion);
  if (pathname.endsWith('/v1')) return { baseUrl: isDated ? base : versioned(base) };
  const root = pathname.endsWith('/openai') ? base : joinUrl(base, '/openai');
  if (!isDated) return { baseUrl: versioned(joinUrl(root, '/v1')) };
  return {
    baseUrl: versioned(root),
    toPath(path, model) {
      if (model !== undefined) return `/deployments/${encodeURIComponent(model)}${path}`;
      throw new ProviderError({
        code: 'REQUEST_INVALID',
        setting: 'model',
        message:
          'Azure OpenAI needs the name of the deployment: give "model" to the provider or the request.',
      });
    },
  };
}

/**
 * The driver with a health that leaves open whether a model is there: Azure lists what a resource could deploy, not its
 * deployments. https://learn.microsoft.com/rest/api/azureopenai/models/list
 */
export function withAzureHealth(driver: OpenAICompatibleDriver): OpenAICompatibleDriver {
  return {
    ...driver,
    async checkHealth(call): Promise<DriverHealth> {
      const { reachable, error } = await driver.checkHealth(call);
      return { reachable, ...withoutAbsent({ error }) };
    },
  };
}

/** A function gives tokens of Entra ID, which go as bearer tokens; a key goes in `api-key`. */
export function azureKeyQuirk({ apiKey }: Pick<CommonOptions, 'apiKey'>): QuirkOverrides {
  return { authHeader: typeof apiKey === 'function' ? 'authorization' : 'api-key' };
}
