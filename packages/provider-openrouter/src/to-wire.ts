import type { AssistantPart, DriverEmbedRequest, DriverMessage, DriverRequest } from '@modelport/core';
import {
  copyRequestOptions,
  type EditableBody,
  type WireChatBody,
  type WireEmbedBody,
  type WireMessage,
} from '@modelport/provider-openai-compatible/extend';
import { asList, asRecord } from '@modelport/provider-utils';
import { isModelList, type RequestDefaults } from './check-options.js';
import { invalid, place } from './invalid-option.js';
import { toWirePreferences } from './provider-preferences.js';
import { embedFields, requestFields } from './request-options.js';
import { toWireNames } from './wire-names.js';

/**
 * Adds to the body of a chat request what only OpenRouter understands.
 * @throws ProviderError `REQUEST_INVALID` for an option that it does not have, or whose value it would refuse.
 */
export function addRequestOptions(
  body: EditableBody<WireChatBody>,
  request: DriverRequest,
  defaults: RequestDefaults,
): void {
  const given = request.providerOptions ?? {};
  const serverTools = serverToolsOf(given['serverTools']);
  const converted = {
    ...given,
    providerPreferences: mergedPreferences(given, defaults),
    fallbackModels: modelList(given['fallbackModels'] ?? defaults.fallbackModels),
    plugins: toWireNames(given['plugins']),
    serverTools: serverTools.length > 0 ? [...(body.tools ?? []), ...serverTools] : undefined,
    reasoning: reasoningOf(given['reasoning']),
    imageConfig: toWireNames(given['imageConfig']),
    debug: toWireNames(given['debug']),
    // They are headers.
    responseCache: undefined,
    routerMetadata: undefined,
  };
  copyRequestOptions(body, converted, requestFields, 'openrouter');
  checkReasoning(body);
  checkSession(body);
  request.messages.forEach((message, index) => {
    const wire = body.messages[index];
    if (wire !== undefined) finishMessage(wire as EditableBody<WireMessage>, message);
  });
}

/**
 * The same for an embedding request.
 * @throws ProviderError `REQUEST_INVALID` as for a chat request.
 */
export function addEmbedOptions(
  body: EditableBody<WireEmbedBody>,
  request: DriverEmbedRequest,
  defaults: RequestDefaults,
): void {
  const given = request.providerOptions ?? {};
  const converted = { ...given, providerPreferences: mergedPreferences(given, defaults) };
  copyRequestOptions(body, converted, embedFields, 'openrouter');
  checkSession(body);
}

function mergedPreferences(
  given: Readonly<Record<string, unknown>>,
  { preferences }: RequestDefaults,
): Record<string, unknown> | undefined {
  const own = toWirePreferences(given['providerPreferences'], {
    code: 'REQUEST_INVALID',
    setting: `${place}.providerPreferences`,
  });
  return own === undefined && preferences === undefined ? undefined : { ...preferences, ...own };
}

function modelList(models: unknown): readonly string[] | undefined {
  if (models === undefined) return undefined;
  if (!isModelList(models)) throw invalid('fallbackModels', 'takes a list of model ids');
  return models.length > 0 ? models : undefined;
}

function serverToolsOf(tools: unknown): readonly unknown[] {
  if (tools === undefined) return [];
  const isServerTool = (tool: unknown) => /^openrouter:/.test(String(asRecord(tool)?.['type']));
  if (Array.isArray(tools) && tools.every(isServerTool)) return asList(toWireNames(tools));
  throw invalid('serverTools', "takes a list of tools like { type: 'openrouter:web_search' }");
}

/** It is merged into what the request says of reasoning. */
function reasoningOf(reasoning: unknown): unknown {
  if (reasoning === undefined || asRecord(reasoning) !== undefined) return toWireNames(reasoning);
  throw invalid('reasoning', 'takes an object, such as { maxTokens: 2000 }');
}

/** OpenRouter refuses both: a budget is what an effort is made into. */
function checkReasoning({ reasoning }: EditableBody<WireChatBody>): void {
  const { effort, max_tokens: budget } = asRecord(reasoning) ?? {};
  if (effort === undefined || budget === undefined) return;
  throw invalid(
    'reasoning.maxTokens',
    `is a budget of its own; it cannot stand beside the effort ${JSON.stringify(effort)}`,
  );
}

const longestSession = 256;

function checkSession(body: Readonly<Record<string, unknown>>): void {
  const session = body['session_id'];
  if (session === undefined) return;
  if (typeof session === 'string' && session !== '' && session.length <= longestSession) return;
  throw invalid('sessionId', `takes a text of up to ${longestSession} characters`);
}

function finishMessage(wire: EditableBody<WireMessage>, message: DriverMessage): void {
  if (message.role === 'assistant') bringReasoningBack(wire, message.content);
  else moveCacheControl(wire);
}

/**
 * What the model thought goes back as it came: details unmodified and in order, because signatures and encrypted data are
 * checked; the text alone only where there were none.
 * https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks
 */
function bringReasoningBack(wire: EditableBody<WireMessage>, content: readonly AssistantPart[]): void {
  const thoughts = content.filter((part) => part.type === 'reasoning');
  const details = thoughts.flatMap(({ providerData }) =>
    asList(asRecord(providerData?.data)?.['reasoning_details']),
  );
  if (details.length > 0) {
    delete wire['reasoning'];
    wire['reasoning_details'] = details;
  } else if (wire['reasoning'] !== undefined) {
    // One mark stands for all that was thought in the message.
    wire['reasoning'] = thoughts.map(({ text }) => text).join('');
  }
}

/** A cache marker belongs on a content part: that of a whole message goes to its last one. */
function moveCacheControl(wire: EditableBody<WireMessage>): void {
  const { cache_control: marker, content } = wire;
  if (marker === undefined) return;
  delete wire['cache_control'];
  const parts =
    typeof content === 'string' ? [{ type: 'text', text: content }] : [...asList<object>(content)];
  const last = parts.pop();
  wire['content'] = [...parts, { ...last, cache_control: marker }] as never;
}
