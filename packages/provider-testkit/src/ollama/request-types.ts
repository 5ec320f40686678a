import { readKeepAlive } from './go-duration.js';
import {
  checkGo,
  type GoType,
  goAny,
  goBoolean,
  goCustom,
  goInteger,
  goList,
  goMap,
  goOrderedMap,
  goString,
  goStringOrList,
  goStruct,
  mismatch,
} from './go-json.js';
import { refuseBadRequest } from './ollama-refusal.js';

/** The paths that take a JSON body. */
export type BodyPath =
  `/api/${'chat' | 'generate' | 'embed' | 'embeddings' | 'show' | 'pull' | 'copy' | 'delete'}`;

const THINK_LEVELS = ['high', 'medium', 'low', 'max'];
const THINK_VALUES = '"high", "medium", "low", "max", true, or false';

const think = goCustom((value) => {
  if (typeof value === 'boolean') return;
  if (typeof value !== 'string') refuseBadRequest(`think must be a boolean or string (${THINK_VALUES})`);
  if (!THINK_LEVELS.includes(value)) {
    refuseBadRequest(`invalid think value: ${JSON.stringify(value)} (must be ${THINK_VALUES})`);
  }
});
const keepAlive = goCustom(readKeepAlive);

/** Base64 without a `data:` prefix, and no address. */
const imageData: GoType = {
  name: 'api.ImageData',
  check: (value, place) => {
    if (typeof value !== 'string') mismatch(value, imageData.name, place);
    const data = value.replace(/[\r\n]/g, '');
    const wrong = data.search(/[^A-Za-z0-9+/=]/);
    const at = wrong >= 0 ? wrong : data.length - (data.length % 4);
    if (wrong >= 0 || data.length % 4 !== 0) refuseBadRequest(`illegal base64 data at input byte ${at}`);
  },
};

const property: GoType = {
  name: 'api.ToolProperty',
  // The struct is named late, for it contains itself.
  check: (value, place) => toolProperty.check(value, place),
};
const toolProperty = goStruct('ToolProperty', {
  anyOf: goList(property),
  type: goStringOrList,
  items: goAny,
  description: goString,
  enum: goList(goAny),
  properties: goOrderedMap(property),
  required: goList(goString),
});
const parameters = goStruct('ToolFunctionParameters', {
  type: goString,
  $defs: goAny,
  items: goAny,
  required: goList(goString),
  properties: goOrderedMap(property),
});
const toolFunction = goStruct('ToolFunction', { name: goString, description: goString, parameters });
const tool = goStruct('Tool', { type: goString, items: goAny, function: toolFunction });
const toolCall = goStruct('ToolCall', {
  id: goString,
  function: goStruct('ToolCallFunction', {
    index: goInteger,
    name: goString,
    arguments: goOrderedMap(goAny),
  }),
});
const message = goStruct(
  'Alias',
  {
    role: goString,
    content: goString,
    thinking: goString,
    images: goList(imageData),
    tool_calls: goList(toolCall),
    tool_name: goString,
    tool_call_id: goString,
  },
  { sealed: true },
);
const shared = {
  model: goString,
  stream: goBoolean,
  keep_alive: keepAlive,
  options: goMap,
  think,
  truncate: goBoolean,
  shift: goBoolean,
  logprobs: goBoolean,
  top_logprobs: goInteger,
};
const naming = { model: goString, name: goString };

const REQUESTS: Readonly<Record<BodyPath, GoType>> = {
  '/api/chat': goStruct('ChatRequest', {
    ...shared,
    messages: goList(message, '[]api.Message'),
    tools: goList(tool, 'api.Tools'),
  }),
  '/api/generate': goStruct('GenerateRequest', {
    ...shared,
    prompt: goString,
    suffix: goString,
    system: goString,
    template: goString,
    context: goList(goInteger),
    raw: goBoolean,
    images: goList(imageData),
  }),
  '/api/embed': goStruct('EmbedRequest', {
    model: goString,
    keep_alive: keepAlive,
    truncate: goBoolean,
    dimensions: goInteger,
    options: goMap,
  }),
  '/api/embeddings': goStruct('EmbeddingRequest', {
    model: goString,
    prompt: goString,
    keep_alive: keepAlive,
    options: goMap,
  }),
  '/api/show': goStruct('ShowRequest', { ...naming, system: goString, verbose: goBoolean, options: goMap }),
  '/api/pull': goStruct('PullRequest', { ...naming, insecure: goBoolean, stream: goBoolean }),
  '/api/copy': goStruct('CopyRequest', { source: goString, destination: goString }),
  '/api/delete': goStruct('DeleteRequest', naming),
};

/**
 * Reads the body of a request as Go would: unknown fields are ignored, null counts as left out.
 *
 * @throws OllamaRefusal with status 400 in Go's words
 */
export function readBody(path: BodyPath, text: string): Record<string, unknown> {
  if (text.trim() === '') refuseBadRequest('missing request body');
  const value = parse(text);
  checkGo(REQUESTS[path], value);
  const given = Object.entries((value ?? {}) as Record<string, unknown>);
  return Object.fromEntries(given.filter(([, entry]) => entry !== null));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return parseAsGo(text, String(error));
  }
}

/** Go's words for what V8 refuses in its own: "Unexpected token 'H'", "Expected property name ... at position 1". */
function parseAsGo(text: string, refusal: string): unknown {
  const at = Number(/at position (\d+)/.exec(refusal)?.[1] ?? 0);
  // Go stops reading at the end of the first value.
  if (refusal.includes('after JSON')) return JSON.parse(text.slice(0, at));
  if (refusal.includes('end of JSON input')) refuseBadRequest('unexpected EOF');
  const character = (/token '(.)'/u.exec(refusal)?.[1] ?? text[at] ?? '').replace("'", "\\'");
  const state = refusal.includes('property name') ? 'object key string' : 'value';
  return refuseBadRequest(`invalid character '${character}' looking for beginning of ${state}`);
}
