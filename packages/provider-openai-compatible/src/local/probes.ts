import type { DetectionProbe, ProbeAnswer } from '@modelport/core';
import { asRecord, asText, type JsonRecord, parseJson } from '@modelport/provider-utils/define';
import { jan, koboldcpp, lmstudio, localai, vllm } from '../presets/local.js';
import type { Preset } from '../presets/preset.js';
import { probedModels, wantsKey } from '../probed-models.js';

/**
 * Each server is recognised by what nobody else answers, never by a status alone: LM Studio answers 200 to any path, and
 * LocalAI and KoboldCpp imitate Ollama.
 */

/** LM Studio greets, as its own SDK knows. Where even that takes a key, its refusal says whose key. */
export const lmstudioProbe: DetectionProbe = {
  urls: urlsOf(lmstudio),
  priority: 100,
  async identify(get) {
    const greeting = await get('/lmstudio-greeting');
    if (wantsKey(greeting) && greeting.body.includes('LM Studio API token')) return { needsKey: true };
    if (readBody(greeting)?.['lmstudio'] !== true) return undefined;
    return isRefused(await get('/v1/models')) ? { needsKey: true } : {};
  },
};

/** vLLM has its version at a path of its own, and owns the models that it lists. A key guards the list alone. */
export const vllmProbe: DetectionProbe = {
  urls: urlsOf(vllm),
  priority: 400,
  async identify(get) {
    const version = readVersion(await get('/version'));
    if (version === undefined) return undefined;
    const answer = await get('/v1/models');
    if (ownerOf(answer) === 'vllm') return { version };
    if (!wantsKey(answer)) return undefined;
    const health = await get('/health');
    return isEmpty(health) ? { version, needsKey: true } : undefined;
  },
};

/** LocalAI is ready with an empty body; newer ones describe themselves, older ones list models at least. */
export const localaiProbe: DetectionProbe = {
  urls: urlsOf(localai),
  priority: 410,
  async identify(get) {
    const ready = await get('/readyz');
    if (!isEmpty(ready) && ready.status !== 503) return undefined;
    const about = readBody(await get('/.well-known/localai.json'));
    const version = asText(about?.['version']);
    const isOwn = version !== undefined && about?.['endpoints'] !== undefined;
    if (ready.status === 503) return isOwn ? { version, loading: true } : undefined;
    const models = await get('/v1/models');
    const match = isOwn ? { version } : {};
    if (wantsKey(models)) return { ...match, needsKey: true };
    return isOwn || probedModels(models) ? match : undefined;
  },
};

/** KoboldCpp says its name. */
export const koboldcppProbe: DetectionProbe = {
  urls: urlsOf(koboldcpp),
  priority: 420,
  async identify(get) {
    const body = readBody(await get('/api/extra/version'));
    if (body?.['result'] !== 'KoboldCpp') return undefined;
    const version = asText(body['version']);
    return {
      ...(version !== undefined && { version }),
      ...(body['protected'] === true && { needsKey: true }),
    };
  },
};

/** Jan describes its routes under its own name. It wants a key as a rule. */
export const janProbe: DetectionProbe = {
  urls: [...urlsOf(jan), 'http://127.0.0.1:6767/v1'],
  priority: 430,
  async identify(get) {
    const { status, body } = await get('/openapi.json');
    // The description may be longer than what is read of it.
    const isJan = /^\s*\{[\s\S]*"title"\s*:\s*"Jan API Server Endpoints"/.test(body);
    if (status !== 200 || !isJan) return undefined;
    return isRefused(await get('/v1/models')) ? { needsKey: true } : {};
  },
};

function urlsOf({ baseUrl }: Preset): string[] {
  return baseUrl === undefined ? [] : [baseUrl];
}

/** A body that is a JSON object without an error: servers report unknown paths with status 200. */
function readBody({ status, body }: ProbeAnswer): JsonRecord | undefined {
  const object = asRecord(parseJson(body));
  return status === 200 && object !== undefined && !object['error'] ? object : undefined;
}

function readVersion(answer: ProbeAnswer): string | undefined {
  return asText(readBody(answer)?.['version']);
}

function isEmpty({ status, body }: ProbeAnswer): boolean {
  return status === 200 && body.trim() === '';
}

function isRefused({ status }: ProbeAnswer): boolean {
  return status === 401 || status === 403;
}

/** Whose the first model is. */
function ownerOf(answer: ProbeAnswer): string | undefined {
  return asText(asRecord(probedModels(answer)?.[0])?.['owned_by']);
}
