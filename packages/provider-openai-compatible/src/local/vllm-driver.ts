import { type CallContext, type DriverHealth, type DriverRequest, ProviderError } from '@modelport/core';
import { asRecord, asText, joinUrl, serverUrls, withoutAbsent } from '@modelport/provider-utils';
import type { Connection } from '../connection.js';
import { findList, readModels } from '../models.js';
import {
  createOpenAICompatibleDriver,
  type EditableBody,
  type OpenAICompatibleDriver,
  type OpenAICompatibleDriverOptions,
} from '../openai-compatible-driver.js';
import { toChatBody } from '../to-wire.js';
import type { WireChatBody } from '../wire.js';
import { askReadiness } from './ask-readiness.js';
import { optionalJson, undefinedIfMissing } from './optional-json.js';
import { createVllmExtras, readTokenCount, type VllmDriverExtras } from './vllm-extras.js';
import { wrongServer } from './wrong-server.js';

/** A driver for vLLM: counts tokens and tells of its health by endpoints of its own. */
export interface VllmDriver extends OpenAICompatibleDriver {
  readonly countTokens: (request: DriverRequest, call: CallContext) => Promise<number>;
  readonly extras: VllmDriverExtras;
}

/** What makes the prompt, of the fields of a request: vllm-project/vllm, serve/tokenize/protocol.py @030ea52. */
const promptFields: ReadonlySet<string> = new Set([
  ...['model', 'messages', 'tools', 'chat_template', 'chat_template_kwargs', 'mm_processor_kwargs'],
  ...['add_generation_prompt', 'continue_final_message'],
]);

/** Creates a driver for vLLM. @throws ProviderError `SETTING_INVALID` for a base URL that is none. */
export function createVllmDriver(options: OpenAICompatibleDriverOptions): VllmDriver {
  const { root, api } = serverUrls(options.baseUrl);
  const driver = createOpenAICompatibleDriver({ ...options, baseUrl: api });
  const { connection, quirks } = driver;
  return {
    ...driver,
    checkHealth: (call) => checkVllmHealth(connection, root, options.model, call),
    async countTokens(request, call) {
      const body = toChatBody(request, false, { quirks, warn: call.warn.bind(call) });
      options.editBody?.(body as EditableBody<WireChatBody>, request, call);
      const prompt = Object.fromEntries(Object.entries(body).filter(([field]) => promptFields.has(field)));
      return readTokenCount(await connection.json({ path: joinUrl(root, '/tokenize'), body: prompt }, call));
    },
    extras: createVllmExtras(connection, root, options.model),
  };
}

/**
 * The list tells what is served and, by its owner, that this is vLLM at all: others have a `/version` too. `/health` tells
 * whether the engine lives. A proxy may let only the list through.
 */
async function checkVllmHealth(
  connection: Connection,
  root: string,
  wanted: string | undefined,
  call: CallContext,
): Promise<DriverHealth> {
  const [list, readiness, about] = await Promise.all([
    connection.json({ path: '/models' }, call).catch(undefinedIfMissing),
    askReadiness(connection, joinUrl(root, '/health'), call),
    optionalJson(connection, joinUrl(root, '/version'), call),
  ]);
  const isOwn = findList(list)?.some((model) => asRecord(model)?.['owned_by'] === 'vllm') === true;
  if (!isOwn) return { reachable: false, error: wrongServer('vLLM') };
  const version = asText(asRecord(about)?.['version']);
  if (ProviderError.isInstance(readiness))
    return { reachable: true, hasModel: false, error: readiness, ...withoutAbsent({ version }) };
  const models = readModels(list);
  const model = wanted === undefined ? models[0] : models.find(({ id }) => id === wanted);
  return {
    reachable: true,
    hasModel: model !== undefined,
    ...withoutAbsent({ modelId: model?.id, version }),
  };
}
