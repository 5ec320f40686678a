import {
  type CallContext,
  type DriverEmbedRequest,
  type DriverRequest,
  ProviderError,
} from '@modelport/core';
import {
  copyRequestOptions,
  type EditableBody,
  type WireChatBody,
  type WireEmbedBody,
} from '@modelport/provider-openai-compatible/extend';
import { asList } from '@modelport/provider-utils';
import { embedFields, requestFields } from './request-options.js';

/**
 * Adds to the body of a chat request what only llama-server understands, and warns where it will not call tools.
 * @throws ProviderError `REQUEST_INVALID` for an option that it does not have, and for a grammar beside anything else that
 *   shapes the answer.
 */
export function addRequestOptions(
  body: EditableBody<WireChatBody>,
  request: DriverRequest,
  call: Pick<CallContext, 'warn'>,
): void {
  // A long prompt is read for minutes on a slow machine: progress shows that the server is alive.
  if (body.stream) body['return_progress'] = true;
  copyRequestOptions(body, request.providerOptions, requestFields, 'llamacpp');
  checkShape({ ...body, ...request.extraBody }, request, call);
}

/**
 * Build 11669 refuses a grammar beside tools (400) and `json_schema` (500), and forgets it over `response_format`. Beside a
 * schema it takes tools, but writes JSON and calls none, not even a required one.
 */
function checkShape(
  body: Readonly<Record<string, unknown>>,
  { extraBody }: DriverRequest,
  { warn }: Pick<CallContext, 'warn'>,
): void {
  const mayCallTools = asList(body['tools']).length > 0 && body['tool_choice'] !== 'none';
  const schema = schemaSetting(body);
  const besideGrammar = mayCallTools ? 'tools' : schema;
  if (body['grammar'] !== undefined && besideGrammar !== undefined) {
    throw new ProviderError({
      code: 'REQUEST_INVALID',
      setting:
        extraBody?.['grammar'] === undefined ? 'providerOptions.llamacpp.grammar' : 'extraBody.grammar',
      message: `llama-server takes no grammar together with ${besideGrammar}. Leave out one of them.`,
    });
  }
  if (!mayCallTools || schema === undefined) return;
  warn({
    code: 'unsupported-setting',
    setting: 'tools',
    message: `llama-server writes JSON and calls no tool where ${schema} is given. Ask for one at a time.`,
  });
}

/** The setting that asks for JSON, if there is one. */
function schemaSetting(body: Readonly<Record<string, unknown>>): string | undefined {
  if (body['json_schema'] !== undefined) return 'providerOptions.llamacpp.jsonSchema';
  return body['response_format'] === undefined ? undefined : 'responseFormat';
}

/**
 * Adds to the body of an embedding request what only llama-server understands. It ignores `dimensions`: the length of an
 * embedding is the model's.
 * @throws ProviderError `REQUEST_INVALID` for an option that it does not have.
 */
export function addEmbedOptions(
  body: EditableBody<WireEmbedBody>,
  request: DriverEmbedRequest,
  call: Pick<CallContext, 'warn'>,
): void {
  copyRequestOptions(body, request.providerOptions, embedFields, 'llamacpp');
  if (body.dimensions === undefined) return;
  delete body.dimensions;
  call.warn({
    code: 'unsupported-setting',
    setting: 'dimensions',
    message: 'llama-server gives embeddings of the length that the model has; dimensions was ignored.',
  });
}
