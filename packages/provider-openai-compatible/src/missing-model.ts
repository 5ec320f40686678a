import type { ProviderError } from '@modelport/core';
import { asRecord } from '@modelport/provider-utils';
import { mapped } from './map-error.js';

const words =
  /\b(missing|required|provide|specify|no)\b.{0,40}\bmodel\b|\bmodel\b.{0,40}\b(missing|required|specified)\b/i;

/** The error of a request, with how to give a model where a chat or an embedding is refused for the lack of one. */
export function withModelAdvice(error: ProviderError, body: object | undefined, type: string): ProviderError {
  const { model, messages, input } = asRecord(body) ?? {};
  if (model !== undefined || (messages === undefined && input === undefined)) return error;
  const isRefusal = error.code === 'REQUEST_INVALID' && words.test(error.message);
  if (!isRefusal && error.code !== 'MODEL_NOT_FOUND') return error;
  const advice = `The request named no model: give "model" to it or to the provider, or set ${variableOf(type)} for createProviderFromEnv(). models() lists what there is; connectProvider("${type}") takes one of them.`;
  return mapped(error, undefined, () => ({ setting: 'model', message: `${error.message} ${advice}` }));
}

/** The environment variable that names the model of a type. */
function variableOf(type: string): string {
  if (type === 'openai-compatible') return 'OPENAI_COMPATIBLE_DEFAULT_MODEL';
  return `${type.toUpperCase().replaceAll('-', '_')}_MODEL`;
}
