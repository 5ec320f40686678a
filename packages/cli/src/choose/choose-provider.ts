import { createProvider, createProviderFromEnv, ProviderError } from '@modelport/core';
import { UsageError } from '../arguments.js';
import { chooseHostedService } from './choose-hosted-service.js';
import { chooseLocalServer, type LocalChoice } from './choose-local-server.js';
import { chooseType } from './choose-type.js';
import { type Environment, readVariable } from './environment.js';
import { loadProviders } from './load-providers.js';
import { publicUrl } from './public-url.js';
import { askedBy, type Choice, isAsked, type Wish } from './wish.js';

/**
 * The provider that a flag or the environment asks for; else a local server that answers; else a hosted service whose key
 * is in the environment; else, where no model is asked for, the built-in mock model.
 * @throws UsageError or ProviderError where what was asked for cannot be had.
 */
export async function chooseProvider(given: Wish): Promise<Choice> {
  const wish = isAsked(given) ? given : await withPreference(given);
  if (wish.provider === 'mock') return useMock(wish, `Using the built-in mock model${askedBy(wish)}.`);
  if (isAsked(wish)) return chooseType(wish);

  const local = await chooseLocalServer(wish);
  if (local.choice) return local.choice;
  const because = whyNoServer(local);
  const hosted = await chooseHostedService(wish, because);
  if (hosted) return hosted;
  if (wish.model !== undefined) {
    throw new UsageError(
      `There is nothing to run ${wish.model}: ${because}, and no API key is set. To run it, ${advice}`,
    );
  }
  return useMock(
    wish,
    `Using the built-in mock model: ${because}, and no API key is set. For a real one ${advice}`,
  );
}

const advice = 'start llama-server or Ollama, or set OPENAI_API_KEY.';

/** The wish with the type that the environment prefers. @throws ProviderError where that one cannot be used. */
async function withPreference(wish: Wish): Promise<Wish> {
  const { environment } = wish;
  const preferredBy = ['PREFERRED_PROVIDER', 'LLM_PROVIDER'].find((name) => readVariable(environment, name));
  const name = preferredBy && readVariable(environment, preferredBy);
  if (!name || name.toLowerCase() === 'auto') return wish;
  await loadProviders(name);
  return { ...wish, provider: preferredType(environment), preferredBy };
}

/** Core knows the type in any spelling; that its key is missing is said later, in this command's words. */
function preferredType(environment: Environment): string | undefined {
  try {
    return createProviderFromEnv(environment).type;
  } catch (error) {
    if (ProviderError.isInstance(error) && error.code === 'SETTING_MISSING') return error.type;
    throw error;
  }
}

function whyNoServer({ unusable, tried }: LocalChoice): string {
  const unknown = tried
    .filter(({ outcome }) => outcome === 'unknown')
    .map(({ url }) => `what answers at ${publicUrl(url)} is no known model server`);
  return [...unusable, ...unknown].join('; ') || 'no local server answered';
}

async function useMock({ model = 'mock', pace }: Wish, summary: string): Promise<Choice> {
  await loadProviders('mock');
  return { provider: createProvider('mock', { model, deltaMs: pace }), summary };
}
