import { checkOptions, type KnownOptions } from './check-options.js';
import { parseOllamaName } from './fake-ollama-model.js';
import { resolveReference } from './fill-schema.js';
import type { ModelStore, StoredModel } from './model-store.js';
import { OllamaRefusal, refuseAsRunner, refuseBadRequest } from './ollama-refusal.js';

type Json = Record<string, unknown>;

/** The range of `top_logprobs`. */
export function checkLogprobs({ top_logprobs: count = 0 }: Json): void {
  if (Number(count) < 0 || Number(count) > 20) refuseBadRequest('top_logprobs must be between 0 and 20');
}

/**
 * Finds the model that a request names. Each path has its own words for a missing one.
 *
 * @throws OllamaRefusal with status 400, 403 or 404
 */
export function requireModel(
  models: ModelStore,
  name: unknown = '',
  missing: { readonly status: number; readonly message: string } = {
    status: 400,
    message: 'model is required',
  },
  unknown: string = `model '${name}' not found`,
): StoredModel {
  const text = String(name);
  if (text === '') throw new OllamaRefusal(missing.status, missing.message);
  if (parseOllamaName(text) === undefined) refuseBadRequest('invalid model name');
  const model = models.find(text);
  if (model !== undefined) return model;
  if (/[:-]cloud$/.test(text)) {
    throw new OllamaRefusal(403, 'ollama cloud is disabled: remote model is unavailable');
  }
  throw new OllamaRefusal(404, unknown);
}

/**
 * Checks what the model must be able to do, then `options`, in the real one's order.
 *
 * @throws OllamaRefusal with status 400 or 500
 */
export function checkCapabilities(body: Json, model: StoredModel): KnownOptions {
  const { capabilities } = model;
  const { think, tools } = body;
  if (think !== undefined && think !== false && !capabilities.includes('thinking')) {
    refuseBadRequest(`"${body['model']}" does not support thinking`);
  }
  if (!capabilities.includes('completion')) {
    const verb = body['messages'] === undefined && 'prompt' in body ? 'generate' : 'chat';
    refuseBadRequest(`"${body['model']}" does not support ${verb}`);
  }
  if (Array.isArray(tools) && tools.length > 0 && !capabilities.includes('tools')) {
    refuseBadRequest(`${model.fullName} does not support tools`);
  }
  return checkOptions(body['options']);
}

/**
 * Checks what only the model's own process looks at: tools, `format`, images.
 *
 * @throws OllamaRefusal with status 400 or 500 and the runner's error body as its text
 */
export function checkAsRunner(body: Json, { capabilities }: Pick<StoredModel, 'capabilities'>): void {
  const { format, tools = [], messages = [] } = body;
  checkFormat(format);
  const hasImages = (messages as Json[]).some(({ images }) => Array.isArray(images) && images.length > 0);
  if (hasImages && !capabilities.includes('vision')) {
    const hint = 'hint: if this is unexpected, you may need to provide the mmproj';
    refuseAsRunner(500, `image input is not supported - ${hint}`, 'server_error');
  }
  for (const tool of tools as Json[]) checkTool(tool);
}

function checkFormat(format: unknown): void {
  if (format === undefined || format === '' || format === 'json') return;
  if (typeof format !== 'object' || format === null || Array.isArray(format)) {
    const quoted = JSON.stringify(JSON.stringify(format));
    throw new OllamaRefusal(500, `invalid format: ${quoted}; expected "json" or a valid JSON Schema object`);
  }
  const { type, $ref: reference } = format as Json;
  if (typeof type === 'string' && !SCHEMA_TYPES.has(type)) refuseSchema(`unrecognized type ${type}`);
  if (typeof reference === 'string' && resolveReference(reference, format) === undefined) {
    refuseSchema(`cannot resolve $ref ${reference}, ${reference.split('/')[1]} not found`);
  }
}

const SCHEMA_TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);

function checkTool(tool: Json): void {
  if (tool['type'] !== 'function') {
    // The real one prints the tools here, twice.
    refuseAsRunner(
      500,
      `Failed to parse tools: Unsupported tool type: ${JSON.stringify(tool)}`,
      'server_error',
    );
  }
  const { parameters } = (tool['function'] ?? {}) as Json;
  if (((parameters ?? {}) as Json)['properties'] === undefined) refuseSchema('properties must be an object');
}

function refuseSchema(reason: string): never {
  const what = 'Unable to generate parser for this template. Automatic parser generation failed';
  refuseAsRunner(400, `${what}: JSON schema error at #: ${reason}`, 'invalid_request_error');
}
