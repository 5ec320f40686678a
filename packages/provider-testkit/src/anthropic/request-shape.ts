import {
  anything,
  asFields,
  flag,
  list,
  matching,
  nullable,
  number,
  object,
  oneOf,
  type Shape,
  text,
  union,
} from './shape.js';

/**
 * The fields of a request, by the types of Anthropic's SDK (`src/resources/messages/messages.ts` of
 * github.com/anthropics/anthropic-sdk-typescript). A beta's own fields are refused without its header.
 */

const cacheControl = object({ 'type!': oneOf('ephemeral'), ttl: oneOf('5m', '1h') });
const cached = { cache_control: nullable(cacheControl) };
const anyObject: Shape = (value, path) => void asFields(value, path);
const toolId = matching(/^[a-zA-Z0-9_-]+$/);

/** Strings are short for one text block. */
const textOr =
  (blocks: Shape): Shape =>
  (value, path) => {
    if (typeof value !== 'string') blocks(value, path);
  };

const citationFields = {
  'type!': text,
  'cited_text!': text,
  document_index: number(0),
  document_title: nullable(text),
  start_char_index: number(0),
  end_char_index: number(0),
  start_page_number: number(1),
  end_page_number: number(1),
  start_block_index: number(0),
  end_block_index: number(0),
  search_result_index: number(0),
  encrypted_index: text,
  source: text,
  title: nullable(text),
  url: text,
};

const textBlock = object({
  ...{ 'type!': text, 'text!': text, ...cached },
  citations: nullable(list(object(citationFields))),
});

const file = object({ 'type!': text, 'file_id!': text });
const byUrl = object({ 'type!': text, 'url!': text });
const base64 = (...types: readonly string[]) =>
  object({ 'type!': text, 'data!': text, 'media_type!': oneOf(...types) });

const imageBlock = object({
  ...{ 'type!': text, ...cached, transformations: anything },
  'source!': union({
    base64: base64('image/jpeg', 'image/png', 'image/gif', 'image/webp'),
    url: byUrl,
    file,
  }),
});

const documentBlock = object({
  ...{ 'type!': text, ...cached, title: nullable(text), context: nullable(text) },
  citations: nullable(object({ enabled: flag })),
  'source!': union({
    base64: base64('application/pdf'),
    text: object({ 'type!': text, 'data!': text, 'media_type!': oneOf('text/plain') }),
    content: object({ 'type!': text, 'content!': anything }),
    ...{ url: byUrl, file },
  }),
});

const toolResult = object({
  ...{ 'type!': text, 'tool_use_id!': toolId, is_error: flag, toolset_name: nullable(text), ...cached },
  content: textOr(
    list(union({ text: textBlock, image: imageBlock, document: documentBlock, search_result: anything })),
  ),
});

const shared = { text: textBlock, image: imageBlock, document: documentBlock };

/** Blocks of a message by the role that may send them. */
const blocksOf: Readonly<Record<'user' | 'assistant', Shape>> = {
  user: union({ ...shared, tool_result: toolResult, search_result: anything, container_upload: anything }),
  assistant: union({
    text: textBlock,
    thinking: object({ 'type!': text, 'thinking!': text, 'signature!': text }),
    redacted_thinking: object({ 'type!': text, 'data!': text }),
    tool_use: object({
      ...{ 'type!': text, 'id!': toolId, 'name!': matching(/^[a-zA-Z0-9_-]{1,128}$/), ...cached },
      ...{ 'input!': anyObject, caller: anything, toolset_name: nullable(text) },
    }),
    ...{ server_tool_use: anything, web_search_tool_result: anything, web_fetch_tool_result: anything },
    ...{ code_execution_tool_result: anything, container_upload: anything },
  }),
};

/** The content of a message of one role. */
export function contentShape(role: 'user' | 'assistant'): Shape {
  return textOr(list(blocksOf[role]));
}

const tool: Shape = (value, path) => {
  const { type } = (value ?? {}) as { type?: unknown };
  // Tools that the server runs have a dated type, and fields of their own.
  if (typeof type === 'string' && type !== 'custom') return;
  object({
    ...{
      type: text,
      'name!': matching(/^[a-zA-Z0-9_-]{1,128}$/),
      description: text,
      strict: flag,
      ...cached,
    },
    'input_schema!': anything,
    ...{ defer_loading: flag, eager_input_streaming: nullable(flag), input_examples: anything },
    allowed_callers: anything,
  })(value, path);
};

const alone = { disable_parallel_tool_use: flag };
const display = { display: nullable(oneOf('summarized', 'omitted')) };

/** Fields that count as input, and may be sent to be counted. */
const inputFields = {
  'model!': text,
  'messages!': list(object({ 'role!': text, 'content!': anything })),
  system: textOr(list(union({ text: textBlock }))),
  tools: list(tool),
  tool_choice: union({
    auto: object({ 'type!': text, ...alone }),
    any: object({ 'type!': text, ...alone }),
    tool: object({ 'type!': text, 'name!': text, ...alone }),
    none: object({ 'type!': text }),
  }),
  thinking: union({
    enabled: object({ 'type!': text, 'budget_tokens!': number(1024), ...display }),
    adaptive: object({ 'type!': text, ...display }),
    disabled: object({ 'type!': text }),
  }),
  output_config: object({
    effort: nullable(oneOf('low', 'medium', 'high', 'xhigh', 'max')),
    format: nullable(object({ 'type!': oneOf('json_schema'), 'schema!': anything })),
  }),
  cache_control: nullable(cacheControl),
};

const generationFields = {
  'max_tokens!': number(0),
  stream: flag,
  temperature: number(0, 1, false),
  top_p: number(0, 1, false),
  top_k: number(0),
  stop_sequences: list(text),
  metadata: object({ user_id: nullable(text) }),
  service_tier: oneOf('auto', 'standard_only'),
  inference_geo: nullable(text),
  container: anything,
};

/** The body of `POST /v1/messages`, or of `POST /v1/messages/count_tokens`; betas bring fields of their own. */
export function bodyShape(isCount: boolean, betas: readonly string[]): Shape {
  const betaFields = betas.some((name) => name.startsWith('context-management')) && {
    context_management: anything,
  };
  return object({ ...inputFields, ...(!isCount && generationFields), ...betaFields });
}
