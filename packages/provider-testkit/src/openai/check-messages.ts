import {
  anything,
  type Check,
  isObject,
  list,
  missing,
  nullable,
  object,
  oneOf,
  string,
  stringOr,
  union,
} from './checks.js';
import { refuse } from './refusal.js';

const cacheBreakpoint = { prompt_cache_breakpoint: anything };

const textPart = object({ type: anything, text: string(), ...cacheBreakpoint }, ['text']);
const imagePart = object(
  {
    type: anything,
    image_url: object(
      {
        url: string(/^(https?:\/\/|data:image\/[a-z+.-]+;base64,)/),
        detail: oneOf('auto', 'low', 'high', 'original'),
      },
      ['url'],
    ),
    ...cacheBreakpoint,
  },
  ['image_url'],
);
const audioPart = object(
  {
    type: anything,
    input_audio: object({ data: string(), format: oneOf('wav', 'mp3') }, ['data', 'format']),
  },
  ['input_audio'],
);
const filePart = object(
  { type: anything, file: object({ file_data: string(), file_id: string(), filename: string() }) },
  ['file'],
);
const refusalPart = object({ type: anything, refusal: string() }, ['refusal']);

const textParts = list(union('type', { text: textPart }), { min: 1 });
/** What may stand in the content of a user message. */
export const userParts: Check = list(
  union('type', { text: textPart, image_url: imagePart, input_audio: audioPart, file: filePart }),
  { min: 1 },
);
const assistantParts = list(union('type', { text: textPart, refusal: refusalPart }), { min: 1 });

const toolCall = union('type', {
  function: object(
    {
      id: string(),
      type: anything,
      function: object({ name: string(), arguments: string() }, ['name', 'arguments']),
    },
    ['id', 'function'],
  ),
  custom: object(
    { id: string(), type: anything, custom: object({ name: string(), input: string() }, ['name', 'input']) },
    ['id', 'custom'],
  ),
});

const instructions = object({ role: anything, content: stringOr(string(), textParts), name: string() }, [
  'content',
]);
const assistantFields = {
  role: anything,
  content: nullable(stringOr(string(), assistantParts)),
  refusal: nullable(string()),
  name: string(),
  audio: nullable(object({ id: string() }, ['id'])),
  tool_calls: list(toolCall, { min: 1 }),
  function_call: nullable(object({ name: string(), arguments: string() }, ['name', 'arguments'])),
};
const toolFields = { role: anything, content: stringOr(string(), textParts), tool_call_id: string() };
const messagesByRole = {
  developer: instructions,
  system: instructions,
  user: object({ role: anything, content: stringOr(string(), userParts), name: string() }, ['content']),
  function: object({ role: anything, content: nullable(string()), name: string() }, ['content', 'name']),
};

/** How the messages of another server differ from OpenAI's. */
export interface MessageRules {
  /** Fields of assistant messages that OpenAI does not have. */
  readonly assistantFields?: Readonly<Record<string, Check>> | undefined;
  /** Whether the role `developer` is unknown. */
  readonly noDeveloper?: boolean | undefined;
  /** Fields of tool messages that OpenAI does not have, or that are of another type there. */
  readonly toolFields?: Readonly<Record<string, Check>> | undefined;
}

/** Makes the check of `messages`: roles, contents, and tool results that answer no call. */
export function messagesCheck(rules: MessageRules = {}): Check {
  const { developer, ...others } = messagesByRole;
  const tool = object({ ...toolFields, ...rules.toolFields }, ['content', 'tool_call_id']);
  const assistant = object({ ...assistantFields, ...rules.assistantFields });
  const messages = list(
    union('role', { ...(rules.noDeveloper ? {} : { developer }), ...others, tool, assistant }),
    { min: 1 },
  );
  return (value, path, leniency) => {
    messages(value, path, leniency);
    if (!Array.isArray(value) || leniency?.checksTypesOnly) return;
    for (const [index, message] of value.entries()) checkAssistantContent(message, `${path}[${index}]`);
    checkToolResults(value, path);
  };
}

function checkAssistantContent(message: unknown, path: string): void {
  if (!isObject(message) || message['role'] !== 'assistant') return;
  const { content, tool_calls: calls, function_call: call, refusal, audio } = message;
  if (content !== undefined && content !== null) return;
  if (calls === undefined && !call && !refusal && !audio) missing(`${path}.content`);
}

/** Each call of an assistant message must be answered by a tool message right behind it, and each once. */
function checkToolResults(messages: readonly unknown[], path: string): void {
  let open = new Set<unknown>();
  let asked = false;
  for (const [index, message] of messages.entries()) {
    if (!isObject(message)) continue;
    if (message['role'] === 'tool') {
      const id = message['tool_call_id'];
      if (!asked) {
        const problem = "Messages with role 'tool' must follow a message with 'tool_calls'.";
        refuse(`Invalid parameter: ${problem}`, `${path}[${index}].role`);
      }
      if (!open.delete(id)) {
        const problem = `the preceding message has no call '${id}' that still waits for its result`;
        refuse(`Invalid parameter: ${problem}.`, `${path}[${index}].tool_call_id`);
      }
      continue;
    }
    requireAnswered(open, `${path}[${index}].role`);
    const calls = message['tool_calls'];
    asked = Array.isArray(calls);
    open = new Set(Array.isArray(calls) ? calls.map((call) => call.id) : []);
  }
  requireAnswered(open, path);
}

function requireAnswered(open: ReadonlySet<unknown>, path: string): void {
  if (open.size === 0) return;
  const ids = [...open].join(', ');
  refuse(
    `A message with 'tool_calls' must be followed by the result of each; these lack theirs: ${ids}.`,
    path,
  );
}
