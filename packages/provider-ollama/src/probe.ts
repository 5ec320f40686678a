import type { DetectionProbe, ProbeAnswer } from '@modelport/core';
import { asRecord, asText, parseJson } from '@modelport/provider-utils/define';
import { defaultBaseUrl } from './ollama-host.js';

/** Recognises an Ollama by its version and greeting, and by what its imitators have and it has not. */
export const probe: DetectionProbe = {
  urls: [defaultBaseUrl],
  priority: 200,
  async identify(get) {
    const version = readVersion(await get('/api/version'));
    if (version === undefined) return undefined;
    const [greeting, imitator] = await Promise.all([get('/'), nameImitator(get)]);
    const isOllama = greeting.body.trim() === 'Ollama is running' && imitator === undefined;
    return isOllama ? { version } : undefined;
  },
};

/** The version, where an answer of `/api/version` is one of Ollama. LM Studio answers any path with 200 and an `error`. */
export function readVersion({ status, headers, body }: ProbeAnswer): string | undefined {
  if (status !== 200 || headers['server'] === 'llama.cpp') return undefined;
  const answer = asRecord(parseJson(body));
  return answer?.['error'] === undefined ? asText(answer?.['version']) : undefined;
}

/** The name of a server that imitates Ollama's API as a whole. Asks for paths that Ollama does not have. */
export async function nameImitator(
  get: Parameters<DetectionProbe['identify']>[0],
): Promise<string | undefined> {
  const [ready, extra] = await Promise.all([get('/readyz'), get('/api/extra/version')]);
  // It says 503 while it loads its models.
  if ((ready.status === 200 && ready.body.trim() === '') || ready.status === 503) return 'LocalAI';
  return asRecord(parseJson(extra.body))?.['result'] === 'KoboldCpp' ? 'KoboldCpp' : undefined;
}
