import { type CallContext, type DriverHealth, type DriverModel, ProviderError } from '@modelport/core';
import { asCount, asRecord, asText, joinUrl, serverUrls, withoutAbsent } from '@modelport/provider-utils';
import {
  createOpenAICompatibleDriver,
  type OpenAICompatibleDriver,
  type OpenAICompatibleDriverOptions,
} from '../openai-compatible-driver.js';
import { askReadiness } from './ask-readiness.js';
import { optionalJson, undefinedIfMissing } from './optional-json.js';
import { wrongServer } from './wrong-server.js';

/** Creates a driver for LocalAI: `/readyz` or, in newer ones, `/.well-known/localai.json` proves what it is. */
export function createLocalAIDriver(options: OpenAICompatibleDriverOptions): OpenAICompatibleDriver {
  const { root, api } = serverUrls(options.baseUrl);
  const driver = createOpenAICompatibleDriver({ ...options, baseUrl: api });
  return {
    ...driver,
    async checkHealth(call): Promise<DriverHealth> {
      const [ready, about] = await Promise.all([
        askReadiness(driver.connection, joinUrl(root, '/readyz'), call),
        optionalJson(driver.connection, joinUrl(root, '/.well-known/localai.json'), call),
      ]);
      const version = asText(asRecord(about)?.['version']);
      if (version === undefined && ready !== true) {
        // Who refuses the key everywhere does not show what he is.
        await driver.listModels(call).catch(throwIfRefused);
        return { reachable: false, error: wrongServer('LocalAI') };
      }
      const health = ProviderError.isInstance(ready)
        ? { reachable: true, hasModel: false, error: ready }
        : await driver.checkHealth(call);
      return { ...health, ...withoutAbsent({ version }) };
    },
  };
}

/** For `catch`. @throws the error of a key that is refused; any other is left out. */
function throwIfRefused(error: unknown): void {
  if (ProviderError.isInstance(error) && error.code === 'AUTH_FAILED') throw error;
}

/** Creates a driver for KoboldCpp: its version proves what it is, and it tells how much context it runs with. */
export function createKoboldCppDriver(options: OpenAICompatibleDriverOptions): OpenAICompatibleDriver {
  const { root, api } = serverUrls(options.baseUrl);
  const driver = createOpenAICompatibleDriver({ ...options, baseUrl: api });
  const ask = async (path: string, call: CallContext) =>
    asRecord(await optionalJson(driver.connection, joinUrl(root, path), call));
  return {
    ...driver,
    async listModels(call): Promise<DriverModel[]> {
      const [models, current, limit] = await Promise.all([
        driver.listModels(call),
        ask('/api/v1/model', call),
        ask('/api/extra/true_max_context_length', call),
      ]);
      const effectiveContextLength = asCount(limit?.['value']);
      return models.map((model) =>
        model.id === current?.['result'] ? { ...model, ...withoutAbsent({ effectiveContextLength }) } : model,
      );
    },
    async checkHealth(call): Promise<DriverHealth> {
      const path = joinUrl(root, '/api/extra/version');
      const about = asRecord(await driver.connection.json({ path }, call).catch(undefinedIfMissing));
      if (about?.['result'] !== 'KoboldCpp') return { reachable: false, error: wrongServer('KoboldCpp') };
      const health = await driver.checkHealth(call);
      return { ...health, ...withoutAbsent({ version: asText(about['version']) }) };
    },
  };
}
