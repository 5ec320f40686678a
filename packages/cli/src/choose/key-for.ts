import { readVariable } from './environment.js';
import { serviceAt } from './hosted-services.js';
import type { Wish } from './wish.js';

/**
 * The variable whose key may be sent to a server: that of the service at this address, llama.cpp's own, or
 * `OPENAI_COMPATIBLE_API_KEY`, which is never sent to a server that was merely found.
 */
export function keyVariableFor(type: string, baseUrl: string | undefined, wish: Wish): string | undefined {
  const service = baseUrl === undefined ? undefined : serviceAt(baseUrl);
  if (service) return service.keyVariable;
  if (type === 'llamacpp') return 'LLAMA_API_KEY';
  return wish.baseUrl === undefined ? undefined : 'OPENAI_COMPATIBLE_API_KEY';
}

/** The key that may be sent to a server, where the environment has one. */
export function keyFor(type: string, baseUrl: string | undefined, wish: Wish): string | undefined {
  const variable = keyVariableFor(type, baseUrl, wish);
  return variable === undefined ? undefined : readVariable(wish.environment, variable);
}
