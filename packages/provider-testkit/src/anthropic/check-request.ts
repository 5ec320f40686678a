import { AnthropicRefusal, refuse } from './anthropic-refusal.js';
import { checkMessages, type WireBlock } from './check-messages.js';
import { checkOutputSchema } from './check-output-schema.js';
import type { FakeClaude } from './fake-models.js';
import { bodyShape } from './request-shape.js';
import { asFields, type Fields } from './shape.js';

/** What a checked request says, as far as the answer depends on it. */
export interface CheckedRequest {
  readonly model: FakeClaude;
  readonly isStreamed: boolean;
  readonly thinks: boolean;
  readonly maxTokens: number;
  /** Names of the tools that may be called; with a forced one, that alone. */
  readonly tools: readonly string[];
}

/** What the fake holds a request against. */
export interface CheckContext {
  readonly models: readonly FakeClaude[];
  readonly betas: readonly string[];
  readonly isCount: boolean;
  /** Whether a thought with this signature was made here. */
  isSigned(signature: unknown): boolean;
}

/**
 * Refuses what the API refuses, in its words as far as they are known: https://platform.claude.com/docs/en/api/errors and
 * https://platform.claude.com/docs/en/build-with-claude/extended-thinking
 *
 * @throws AnthropicRefusal
 */
export function checkRequest(body: unknown, context: CheckContext): CheckedRequest {
  if (body === undefined)
    refuse('The request body is not valid JSON: unexpected character: line 1 column 1 (char 0)');
  const request = asFields(body, 'body');
  bodyShape(context.isCount, context.betas)(request, '');
  const model = context.models.find(({ id }) => id === request['model']);
  if (model === undefined) throw new AnthropicRefusal('not_found_error', `model: ${request['model']}`);
  const tools = checkTools(request);
  const thinks = checkThinking(request, model, context.isCount);
  checkMessages(request['messages'] as Fields[], model, context.isSigned);
  checkCacheMarks(request);
  if (!context.isCount) checkSampling(request, model, thinks);
  const format = asFields(asFields(request['output_config'] ?? {}, '')['format'] ?? {}, '');
  if (format['schema'] !== undefined) checkOutputSchema(format['schema'], 'output_config.format.schema');
  return {
    model,
    isStreamed: request['stream'] === true,
    thinks,
    maxTokens: Number(request['max_tokens']),
    tools,
  };
}

function checkTools({ tools = [], tool_choice: choice }: Fields): string[] {
  const given = tools as Fields[];
  const names = given.map(({ name }) => String(name));
  if (new Set(names).size < names.length) refuse('tools: Tool names must be unique.');
  for (const [index, { input_schema: schema, strict, type }] of given.entries()) {
    if (type !== undefined && type !== 'custom') continue;
    const path = `tools.${index}.custom.input_schema`;
    if (asFields(schema, path)['type'] !== 'object') refuse(`${path}.type: Input should be 'object'`);
    if (strict === true) checkOutputSchema(schema, `tools.${index}.custom`);
  }
  if (choice === undefined) return names;
  const { type, name } = choice as Fields;
  if (given.length === 0) refuse('tool_choice: tool_choice may only be specified while providing tools.');
  if (type === 'tool') {
    if (!names.includes(String(name))) refuse(`Tool '${name}' not found in provided tools`);
    return [String(name)];
  }
  return type === 'none' ? [] : names;
}

function checkThinking(request: Fields, model: FakeClaude, isCount: boolean): boolean {
  const { effort } = asFields(request['output_config'] ?? {}, '');
  if (typeof effort === 'string' && !model.efforts.includes(effort)) {
    if (model.efforts.length === 0) refuse('This model does not support the effort parameter.');
    refuse(`output_config.effort: '${effort}' is not supported by this model.`);
  }
  // Newer models think by themselves.
  if (request['thinking'] === undefined) return model.id === 'claude-sonnet-5' || model.thinking === 'always';
  const { type, budget_tokens: budget } = request['thinking'] as Fields;
  if (type === 'disabled') {
    if (model.thinking === 'always') refuse('"thinking.type.disabled" is not supported for this model.');
    return false;
  }
  const forms = {
    none: [],
    budget: ['enabled'],
    both: ['enabled', 'adaptive'],
    adaptive: ['adaptive'],
    always: ['adaptive'],
  };
  if (!(forms[model.thinking] as string[]).includes(String(type))) {
    if (type === 'adaptive') refuse('adaptive thinking is not supported on this model');
    refuse(
      '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.',
    );
  }
  if (!isCount && type === 'enabled' && Number(budget) >= Number(request['max_tokens'])) {
    refuse(
      '`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size',
    );
  }
  const choice = asFields(request['tool_choice'] ?? {}, '')['type'];
  if (choice === 'any' || choice === 'tool')
    refuse('Thinking may not be enabled when tool_choice forces tool use.');
  return true;
}

function checkSampling(request: Fields, model: FakeClaude, thinks: boolean): void {
  const {
    temperature,
    top_p: topP,
    top_k: topK,
    max_tokens: maxTokens,
    stop_sequences: stops = [],
  } = request;
  if (Number(maxTokens) > model.maxTokens) {
    refuse(
      `max_tokens: ${maxTokens} > ${model.maxTokens}, which is the maximum allowed number of output tokens for ${model.id}`,
    );
  }
  for (const stop of stops as string[]) {
    if (stop.trim() === '') refuse('stop_sequences: each stop sequence must contain non-whitespace');
  }
  if (!model.takesSampling) {
    if (temperature !== undefined && temperature !== 1) refuse('`temperature` is deprecated for this model.');
    if (topP !== undefined && Number(topP) < 0.99) refuse('`top_p` is deprecated for this model.');
    if (topK !== undefined) refuse('`top_k` is deprecated for this model.');
  } else if (temperature !== undefined && topP !== undefined) {
    refuse('`temperature` and `top_p` cannot both be specified for this model. Please use only one.');
  }
  if (!thinks) return;
  if (temperature !== undefined && temperature !== 1) {
    refuse('`temperature` may only be set to 1 when thinking is enabled.');
  }
  if (topP !== undefined && Number(topP) < 0.95) {
    refuse('`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled.');
  }
  if (topK !== undefined) refuse('`top_k` must be unset when thinking is enabled.');
}

function checkCacheMarks(request: Fields): void {
  const lists = [
    ...(request['messages'] as Fields[]).map(({ content }) => content),
    ...[request['system'], request['tools']],
  ];
  const blocks = lists.flatMap((content) => (Array.isArray(content) ? (content as WireBlock[]) : []));
  const marks = blocks.filter((block) => block['cache_control']).length;
  if (marks > 4) refuse(`A maximum of 4 blocks with cache_control may be provided. Found ${marks}.`);
}
