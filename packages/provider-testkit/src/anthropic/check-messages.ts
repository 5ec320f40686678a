import { refuse } from './anthropic-refusal.js';
import type { FakeClaude } from './fake-models.js';
import { contentShape } from './request-shape.js';
import type { Fields } from './shape.js';

/** One block of a content. */
export type WireBlock = Fields;

/**
 * Refuses a conversation that the API refuses: roles, empty contents, calls without results and the other way round, thoughts
 * that were not made here. https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls
 */
export function checkMessages(
  messages: readonly Fields[],
  model: FakeClaude,
  isSigned: (signature: unknown) => boolean,
): void {
  if (messages.length === 0) refuse('messages: at least one message is required');
  let open: readonly string[] = [];
  for (const [index, message] of messages.entries()) {
    const path = `messages.${index}`;
    const role = roleOf(message, index);
    contentShape(role)(message['content'], `${path}.content`);
    const blocks = blocksOf(message);
    const isLast = index === messages.length - 1;
    checkEmpty(blocks, path, isLast && role === 'assistant');
    checkThoughts(blocks, path, isSigned);
    if (role === 'user') open = checkResults(blocks, open, path);
    else if (open.length > 0) refuseOpen(index - 1, open);
    else open = callsIn(blocks);
  }
  if (open.length > 0) refuseOpen(messages.length - 1, open);
  checkPrefill(messages.at(-1), model);
}

function roleOf({ role }: Fields, index: number): 'user' | 'assistant' {
  if (role === 'system') {
    refuse(
      'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.',
    );
  }
  if (role !== 'user' && role !== 'assistant') {
    refuse(`messages: Unexpected role "${role}". Allowed roles are "user" or "assistant"`);
  }
  if (index === 0 && role !== 'user') refuse('messages: first message must use the "user" role');
  return role;
}

function blocksOf({ content }: Fields): readonly WireBlock[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : (content as WireBlock[]);
}

function checkEmpty(blocks: readonly WireBlock[], path: string, mayBeEmpty: boolean): void {
  if (mayBeEmpty) return;
  const isEmpty = blocks.length === 0 || (blocks.length === 1 && blocks[0]?.['text'] === '');
  if (isEmpty) {
    refuse(
      `${path}: all messages must have non-empty content except for the optional final assistant message`,
    );
  }
  for (const block of blocks) {
    if (block['type'] !== 'text') continue;
    if (block['text'] === '') refuse('messages: text content blocks must be non-empty');
    if (String(block['text']).trim() === '')
      refuse('messages: text content blocks must contain non-whitespace text');
  }
}

function checkThoughts(
  blocks: readonly WireBlock[],
  path: string,
  isSigned: (signature: unknown) => boolean,
): void {
  for (const [index, { type, signature, data }] of blocks.entries()) {
    if (type === 'thinking' && !isSigned(signature)) {
      refuse(`${path}.content.${index}: Invalid \`signature\` in \`thinking\` block`);
    }
    if (type === 'redacted_thinking' && !isSigned(data)) {
      refuse(`${path}.content.${index}: Invalid \`data\` in \`redacted_thinking\` block`);
    }
  }
}

function callsIn(blocks: readonly WireBlock[]): readonly string[] {
  return blocks.filter(({ type }) => type === 'tool_use').map(({ id }) => String(id));
}

/** The calls that stay open behind this message: none, or it is refused. */
function checkResults(
  blocks: readonly WireBlock[],
  open: readonly string[],
  path: string,
): readonly string[] {
  const results = blocks.filter(({ type }) => type === 'tool_result');
  const ids = results.map(({ tool_use_id: id }) => String(id));
  for (const [index, id] of ids.entries()) {
    if (!open.includes(id)) {
      refuse(
        `${path}.content.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
      );
    }
    if (ids.indexOf(id) !== index) {
      refuse(
        `${path}.content.${index}: each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${id}`,
      );
    }
  }
  const missing = open.filter((id) => !ids.includes(id));
  const areFirst = blocks.slice(0, results.length).every(({ type }) => type === 'tool_result');
  if (missing.length > 0) refuseOpen(Number(path.slice('messages.'.length)) - 1, missing);
  if (!areFirst) refuseOpen(Number(path.slice('messages.'.length)) - 1, ids);
  return [];
}

function refuseOpen(index: number, ids: readonly string[]): never {
  refuse(
    `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${ids.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
  );
}

/** An answer that the request has begun. */
function checkPrefill(last: Fields | undefined, { takesPrefill }: FakeClaude): void {
  if (last?.['role'] !== 'assistant') return;
  const block = blocksOf(last).at(-1);
  // A turn that was paused goes on from a tool of the server.
  if (block !== undefined && block['type'] !== 'text') return;
  if (!takesPrefill) {
    refuse(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  }
  if (/\s$/.test(String(block?.['text']))) {
    refuse('messages: final assistant content cannot end with trailing whitespace');
  }
}
