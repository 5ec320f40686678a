import type {
  Capability,
  ChatRequest,
  DriverRequest,
  DriverResponseFormat,
  DriverTool,
  Message,
  Tool,
  Warning,
} from '../contract.js';
import { defined, type Writable } from '../defined.js';
import { isObject } from '../is-object.js';
import type { StandardSchema } from '../schema.js';
import { check, checkFields, type RequestTarget, type Rules, supported } from './check-field.js';
import { checkMessage, withoutForeign } from './check-messages.js';
import { isLine } from './check-options.js';
import { type ResolvedSchema, resolveSchema } from './json-schema.js';

/** A request that can be handed to a driver, and what core needs to check the answer. */
export interface CheckedRequest {
  readonly request: DriverRequest;
  /** Checks of arguments, by tool name, for tools given with a Standard Schema. */
  readonly toolSchemas: ReadonlyMap<string, StandardSchema | undefined>;
  readonly outputSchema?: StandardSchema | undefined;
  readonly warnings: readonly Warning[];
}

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
const fraction = { kind: 'number', min: 0, max: 1 } as const;
const anyNumber = { kind: 'number' } as const;
const whole = { kind: 'integer' } as const;
const flag = { kind: 'boolean' } as const;
const record = { kind: 'json' } as const;
const noSchemas: CheckedRequest['toolSchemas'] = new Map();
const isWhole = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;

const rules: Rules<keyof ChatRequest> = {
  messages: [
    'a string, or a list of messages such as { role: "user", content: "Hi" }',
    (value) => typeof value === 'string' || (Array.isArray(value) && value.length > 0),
  ],
  model: { kind: 'string' },
  tools: ['a list', Array.isArray],
  toolChoice: [
    'auto, none, required or { name }',
    (value) => /^(auto|none|required)$/.test(value as string) || (isObject(value) && isLine(value['name'])),
  ],
  parallelToolCalls: flag,
  responseFormat: [
    '{ type: "text" } or { type: "json", schema }',
    (value) => isObject(value) && (value['type'] === 'text' || value['type'] === 'json'),
  ],
  temperature: { kind: 'number', min: 0 },
  topP: fraction,
  topK: whole,
  minP: fraction,
  presencePenalty: anyNumber,
  frequencyPenalty: anyNumber,
  maxTokens: { kind: 'integer', min: 1 },
  stop: [
    'a string or a list of strings, none empty',
    (value) => [value].flat().every((text) => typeof text === 'string' && text !== ''),
  ],
  seed: whole,
  logprobs: ['true, false or a whole number', (value) => typeof value === 'boolean' || isWhole(value)],
  reasoning: [
    `{ enabled } or { effort } with ${efforts.join(', ')}`,
    (value) =>
      isObject(value) &&
      (typeof value['enabled'] === 'boolean' || efforts.includes(value['effort'] as string)),
  ],
  includeRaw: flag,
  providerOptions: record,
  extraBody: record,
};

/**
 * Checks a chat request before anything is sent and brings it into the form that drivers receive.
 * @throws ProviderError `REQUEST_INVALID` naming the field and what is accepted; `NOT_SUPPORTED` for content or
 * structure that the provider is known not to take.
 */
export function checkRequest(given: string | ChatRequest, target: RequestTarget): CheckedRequest {
  const request = typeof given === 'string' ? { messages: given } : given;
  check('request', isObject(request), 'a string or an object with messages', request);
  const kept = defined(request) as Writable<ChatRequest>;
  checkFields(kept.messages === undefined ? { ...kept, messages: null } : kept, rules);
  const warnings: Warning[] = [];
  for (const setting of Object.keys(kept)) {
    // Without these two the answer would be another one; the rest is dropped where it is known not to work.
    if (target.capabilities[setting as Capability] !== false || /^tool/.test(setting)) continue;
    delete kept[setting as 'seed'];
    const message = `${setting} was ignored: ${target.subject ?? target.type} does not support it.`;
    warnings.push({ code: 'unsupported-setting', setting, message });
  }
  const { messages, stop, model = target.model } = kept;
  const list: readonly Message[] =
    typeof messages === 'string' ? [{ role: 'user', content: messages }] : messages;
  const tools = kept.tools && checkTools(kept.tools, target);
  checkChoice(kept, target);
  if (kept.extraBody) checkExtraBody(kept.extraBody);
  const format = kept.responseFormat && checkFormat(kept.responseFormat, target);
  // The copy becomes what drivers get, field by field.
  const checked = kept as unknown as Writable<DriverRequest>;
  checked.messages = list.map((message, at) => checkMessage(message, at, target, warnings));
  if (model !== undefined) checked.model = model;
  if (typeof stop === 'string') checked.stop = [stop];
  if (tools) checked.tools = tools.map(([tool]) => tool);
  if (format) checked.responseFormat = format[0];
  if (kept.providerOptions) {
    const own = ownOptions(kept, target);
    if (own) checked.providerOptions = own;
    else delete checked.providerOptions;
  }
  return {
    request: checked,
    toolSchemas: tools ? new Map(tools.map(([tool, standard]) => [tool.name, standard])) : noSchemas,
    outputSchema: format?.[1],
    warnings,
  };
}

function checkExtraBody(extraBody: object): void {
  for (const name of Object.keys(extraBody)) {
    const reserved = name === 'model' || name === 'messages' || name === 'stream';
    check(`extraBody.${name}`, !reserved, 'left out: the request itself sets it');
  }
}

function checkTools(
  tools: readonly Tool[],
  target: RequestTarget,
): (readonly [DriverTool, StandardSchema | undefined])[] {
  if (tools.length > 0) supported(target, 'tools', 'tools');
  const names = new Set<unknown>();
  return tools.map((tool, index) => {
    const where = `tools[${index}]`;
    const name: unknown = tool?.name;
    const fits = /^[\w.:-]{1,128}$/.test(String(name ?? '')) && !names.has(name);
    check(`${where}.name`, fits, 'letters, digits, _ and -, at most 128, other than the other names', name);
    names.add(name);
    const { json, standard } = parametersOf(tool, `${where}.parameters`);
    return [{ ...withoutForeign(tool, target), parameters: json }, standard] as const;
  });
}

function parametersOf({ parameters }: Tool, where: string): ResolvedSchema {
  if (parameters === undefined) return { json: { type: 'object', properties: {} } };
  const { json, standard } = resolveSchema(parameters, where);
  const { type = 'object' } = json;
  check(where, type === 'object', 'a schema of type "object"', type);
  return { json: { ...json, type }, standard };
}

function checkChoice({ toolChoice, tools = [] }: ChatRequest, target: RequestTarget): void {
  if (toolChoice === undefined || toolChoice === 'auto' || toolChoice === 'none') return;
  const names = tools.map((tool) => tool.name);
  const required = toolChoice === 'required';
  const name = required ? toolChoice : toolChoice.name;
  const known = required ? names.length > 0 : names.includes(name);
  check(
    'toolChoice',
    known,
    `auto, none, or one of the tools: ${names.join(', ') || 'there are none'}`,
    name,
  );
  supported(target, 'toolChoice', 'toolChoice');
}

function checkFormat(
  format: NonNullable<ChatRequest['responseFormat']>,
  target: RequestTarget,
): [format: DriverResponseFormat, standard?: StandardSchema | undefined] {
  if (format.type !== 'json') return [format];
  const { name = 'response', schema } = format;
  check('responseFormat.name', /^[\w-]{1,64}$/.test(name), '1 to 64 letters, digits, _ and -', name);
  if (schema === undefined) return [{ ...format, schema }];
  supported(target, 'structuredOutput', 'responseFormat.schema');
  const { json, standard } = resolveSchema(schema, 'responseFormat.schema');
  return [{ ...format, schema: json }, standard];
}

/** The options for this provider, whether given under its type or an alias. */
export function ownOptions(
  { providerOptions }: Pick<ChatRequest, 'providerOptions'>,
  { type, aliases = [] }: RequestTarget,
): Record<string, unknown> | undefined {
  if (!providerOptions) return undefined;
  const all: Record<string, unknown> = providerOptions;
  const name = [type, ...aliases].find((alias) => all[alias] !== undefined);
  if (name === undefined) return undefined;
  const own = all[name];
  check(`providerOptions.${name}`, isObject(own), 'an object', own);
  return own as Record<string, unknown>;
}
