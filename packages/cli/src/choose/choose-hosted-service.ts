import { createProvider } from '@modelport/core';
import { UsageError } from '../arguments.js';
import { readVariable } from './environment.js';
import { type HostedService, hostedServices } from './hosted-services.js';
import { loadProviders } from './load-providers.js';
import { publicUrl } from './public-url.js';
import type { Choice, Wish } from './wish.js';

/** The service with this name. */
export function hostedServiceNamed(name: string | undefined): HostedService | undefined {
  return hostedServices.find((service) => service.name === name?.toLowerCase());
}

/** The first service whose key is in the environment. */
export async function chooseHostedService(wish: Wish, because: string): Promise<Choice | undefined> {
  const service = hostedServices.find(({ keyVariable }) => readVariable(wish.environment, keyVariable));
  return service && useHostedService(service, wish, `: ${service.keyVariable} is set, and ${because}`);
}

/** A service that was asked for. @throws UsageError where its key is not in the environment. */
export async function useHostedService(
  service: HostedService,
  wish: Wish,
  because = ', as asked',
): Promise<Choice> {
  const { environment } = wish;
  const prefix = service.keyVariable.replace(/_API_KEY$/, '');
  const apiKey = readVariable(environment, service.keyVariable);
  if (apiKey === undefined) {
    throw new UsageError(
      `${service.displayName} needs a key: set ${service.keyVariable} in the environment.`,
    );
  }
  const baseUrl = wish.baseUrl ?? readVariable(environment, `${prefix}_BASE_URL`) ?? service.baseUrl;
  const model = wish.model ?? readVariable(environment, `${prefix}_MODEL`) ?? service.model;
  await loadProviders('openai-compatible');
  const where =
    baseUrl === service.baseUrl ? service.displayName : `${service.displayName} at ${publicUrl(baseUrl)}`;
  return {
    provider: createProvider('openai-compatible', {
      name: service.name,
      displayName: service.displayName,
      baseUrl,
      apiKey,
      model,
    }),
    summary: `Using ${model} on ${where}${because}. Another: --model NAME, --provider NAME.`,
  };
}
