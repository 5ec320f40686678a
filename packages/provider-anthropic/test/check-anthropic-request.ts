import assert from 'node:assert/strict';
import type { Json } from './read-anthropic-request.js';

/**
 * Refuses what the API refuses in any request: https://platform.claude.com/docs/en/api/errors
 * and https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls
 */
export function checkAnthropicRequest(body: Json, isCount: boolean): void {
  const { max_tokens: maxTokens, messages, tools = [], tool_choice: choice, system = [] } = body;
  if (!isCount) assert.ok(Number(maxTokens) >= 1, 'max_tokens: Field required');
  const turns = messages as readonly { role: string; content: readonly Json[] }[];
  assert.equal(turns[0]?.role, 'user', 'messages: first message must use the "user" role');
  for (const [index, { role, content }] of turns.entries()) {
    const before = turns[index - 1];
    assert.notEqual(role, before?.role, 'messages: roles must alternate between "user" and "assistant"');
    assert.ok(content.length > 0, `messages.${index}: all messages must have non-empty content`);
    checkTexts(content);
    if (role === 'user') checkResults(content, before?.content ?? []);
  }
  checkTexts(system as Json[]);
  const hasTools = (tools as Json[]).length > 0;
  assert.ok(choice === undefined || hasTools, 'tool_choice may only be specified while providing tools.');
}

function checkTexts(blocks: readonly Json[]): void {
  for (const { type, text } of blocks) {
    if (type === 'text')
      assert.match(String(text), /\S/, 'text content blocks must contain non-whitespace text');
  }
}

/** Each call has one result, in the message behind it and before any words. */
function checkResults(content: readonly Json[], before: readonly Json[]): void {
  const calls = before.filter(({ type }) => type === 'tool_use').map(({ id }) => id);
  const results = content.slice(0, calls.length).map((block) => block['tool_use_id']);
  assert.deepEqual(
    results.toSorted(),
    calls.toSorted(),
    '`tool_use` ids were found without `tool_result` blocks',
  );
  for (const id of calls) assert.match(String(id), /^[a-zA-Z0-9_-]+$/);
  const others = content.slice(calls.length).filter(({ type }) => type === 'tool_result');
  assert.deepEqual(others, [], 'unexpected `tool_use_id` found in `tool_result` blocks');
}
