import type { CallContext, DriverHealth, DriverModel } from '@modelport/core';
import { asList, asRecord, joinUrl, serverUrls, withoutAbsent } from '@modelport/provider-utils';
import type { Connection } from '../connection.js';
import { readModels } from '../models.js';
import {
  createOpenAICompatibleDriver,
  type OpenAICompatibleDriver,
  type OpenAICompatibleDriverOptions,
} from '../openai-compatible-driver.js';
import { createLMStudioExtras, type LMStudioDriverExtras } from './lmstudio-extras.js';
import { isMissing, optionalJson } from './optional-json.js';
import { wrongServer } from './wrong-server.js';

/** A driver for LM Studio: its own endpoints tell of models and what is loaded; it chats in OpenAI's dialect. */
export interface LMStudioDriver extends OpenAICompatibleDriver {
  readonly extras: LMStudioDriverExtras;
}

/** Creates a driver for LM Studio. @throws ProviderError `SETTING_INVALID` for a base URL that is none. */
export function createLMStudioDriver(options: OpenAICompatibleDriverOptions): LMStudioDriver {
  const { root, api } = serverUrls(options.baseUrl);
  const driver = createOpenAICompatibleDriver({ ...options, baseUrl: api });
  const { connection } = driver;
  const wanted = options.model;
  const listModels = (call: CallContext) => listOwnModels(connection, root, call);
  return {
    ...driver,
    listModels: async (call) => (await listModels(call)).models,
    async checkHealth(call): Promise<DriverHealth> {
      const [greeting, { models, isOwn }] = await Promise.all([
        greets(connection, root, call),
        listModels(call).catch(noModels),
      ]);
      if (!greeting && !isOwn) return { reachable: false, error: wrongServer('LM Studio') };
      const usable = models.filter(({ capabilities }) => capabilities?.chat !== false);
      const model =
        wanted === undefined
          ? (usable.find(({ loaded }) => loaded) ?? usable[0])
          : models.find(({ id }) => isNameOf(id, wanted));
      return { reachable: true, hasModel: model !== undefined, ...withoutAbsent({ modelId: model?.id }) };
    },
    extras: createLMStudioExtras(connection, root),
  };
}

/** A model is also asked for by a variant, `key@q4_k_m`, or by a further copy of it in memory, `key:2`. */
function isNameOf(id: string, wanted: string): boolean {
  return wanted === id || wanted.startsWith(`${id}@`) || wanted.startsWith(`${id}:`);
}

/** A server without any list may be one that greets, or another one. @throws what is no answer. */
function noModels(error: unknown): { models: DriverModel[]; isOwn: boolean } {
  if (isMissing(error)) return { models: [], isOwn: false };
  throw error;
}

/** The native lists, newest first: they tell what is loaded and with how much context. Servers before 0.3.6 have neither. */
const listPaths = ['/api/v1/models', '/api/v0/models', '/v1/models'] as const;

/** The first of the lists that is there, and whether it is one that only LM Studio has. */
async function listOwnModels(
  connection: Connection,
  root: string,
  call: CallContext,
): Promise<{ models: DriverModel[]; isOwn: boolean }> {
  for (const path of listPaths) {
    try {
      const answer = await connection.json({ path: joinUrl(root, path) }, call);
      const models = readModels(answer);
      return { models, isOwn: isOwnList(path, answer) };
    } catch (error) {
      if (path === '/v1/models' || !isMissing(error)) throw error;
    }
  }
  return { models: [], isOwn: false };
}

/** Others have lists at these paths as well: LM Studio's have `models` with keys, and before 0.4 states. */
function isOwnList(path: (typeof listPaths)[number], answer: unknown): boolean {
  const body = asRecord(answer);
  if (path === '/api/v1/models') return Array.isArray(body?.['models']);
  return path === '/api/v0/models' && asList(body?.['data']).some((model) => 'state' in Object(model));
}

/** A proxy may let nothing but the API through. */
async function greets(connection: Connection, root: string, call: CallContext): Promise<boolean> {
  const body = await optionalJson(connection, joinUrl(root, '/lmstudio-greeting'), call);
  return asRecord(body)?.['lmstudio'] === true;
}
