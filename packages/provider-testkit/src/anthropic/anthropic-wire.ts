import type { CheckedRequest } from './check-request.js';
import type { FakeAnthropicReply } from './fake-anthropic-reply.js';
import type { Fields } from './shape.js';

/** One block of an answer: as it starts, the deltas that follow in a stream, and as it is in a plain answer. */
interface AnswerBlock {
  readonly start: Fields;
  readonly deltas: readonly Fields[];
  readonly whole: Fields;
}

/** What is known of an answer beside its reply. */
export interface AnswerFacts {
  readonly id: string;
  readonly request: CheckedRequest;
  readonly inputTokens: number;
  /** Makes a signature that the fake knows again. */
  sign(): string;
}

/** An answer in the form of a plain message and of a stream: https://platform.claude.com/docs/en/build-with-claude/streaming */
export interface WireAnswer {
  readonly message: Fields;
  /** The events up to the end of the content. */
  readonly content: readonly Fields[];
  /** `message_delta` and `message_stop`. */
  readonly end: readonly Fields[];
}

/** Writes a reply in both forms. */
export function answerOf(reply: FakeAnthropicReply, facts: AnswerFacts): WireAnswer {
  const { blocks, isCut } = blocksOf(reply, facts);
  const { id, request, inputTokens } = facts;
  const stopReason =
    reply.stopReason ?? (isCut ? 'max_tokens' : reply.toolCalls?.length ? 'tool_use' : 'end_turn');
  const usage = {
    ...{ input_tokens: inputTokens, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
    output_tokens: Math.max(
      1,
      blocks.reduce((sum, { deltas }) => sum + deltas.length, 0),
    ),
    ...reply.usage,
  };
  const end = { stop_reason: stopReason, stop_sequence: null, stop_details: null, ...reply.more };
  const head = { id, type: 'message', role: 'assistant', model: request.model.id };
  const unended = { stop_reason: null, stop_sequence: null };
  const start = { ...head, content: [], ...unended, usage: { ...usage, output_tokens: 1 } };
  return {
    message: { ...head, content: blocks.map(({ whole }) => whole), ...end, usage },
    content: [
      { type: 'message_start', message: start },
      { type: 'ping' },
      ...blocks.flatMap(({ start: block, deltas }, index) => [
        { type: 'content_block_start', index, content_block: block },
        ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
        { type: 'content_block_stop', index },
      ]),
    ],
    end: [{ type: 'message_delta', delta: end, usage }, { type: 'message_stop' }],
  };
}

/** An event as it is sent. */
export function encodeEvent(event: Fields): string {
  return `event: ${event['type']}\ndata: ${JSON.stringify(event)}\n\n`;
}

function blocksOf(
  reply: FakeAnthropicReply,
  { request, sign }: AnswerFacts,
): { blocks: AnswerBlock[]; isCut: boolean } {
  const blocks: AnswerBlock[] = [];
  if (request.thinks && reply.thinking !== undefined) blocks.push(thinkingBlock(reply.thinking, sign()));
  if (request.thinks && reply.redactedThinking !== undefined) {
    const data = `${sign()}:${reply.redactedThinking}`;
    blocks.push(wholeBlock({ type: 'redacted_thinking', data }));
  }
  blocks.push(...(reply.blocks ?? []).map(serverBlock));
  const pieces = piecesOf(reply.text, /\s*\S+\s*$|\s*\S+|\s+/g);
  const isCut = pieces.length > request.maxTokens;
  if (pieces.length > 0) blocks.push(textBlock(pieces.slice(0, request.maxTokens), reply.citations));
  const calls = (reply.toolCalls ?? []).filter(({ name }) => request.tools.includes(name));
  for (const [index, call] of calls.entries()) {
    blocks.push(
      toolBlock(call.id ?? `toolu_${index + 1}`, call.name, piecesOf(call.arguments, /[\s\S]{1,5}/gu)),
    );
  }
  return { blocks, isCut };
}

function thinkingBlock(thinking: string | readonly string[], signature: string): AnswerBlock {
  const pieces = piecesOf(thinking, /\s*\S+\s*$|\s*\S+|\s+/g);
  return {
    start: { type: 'thinking', thinking: '', signature: '' },
    deltas: [
      ...pieces.map((piece) => ({ type: 'thinking_delta', thinking: piece })),
      { type: 'signature_delta', signature },
    ],
    whole: { type: 'thinking', thinking: pieces.join(''), signature },
  };
}

function textBlock(pieces: readonly string[], citations: FakeAnthropicReply['citations'] = []): AnswerBlock {
  const cited = citations.length > 0 && { citations };
  return {
    start: { type: 'text', text: '', ...(cited && { citations: [] }) },
    deltas: [
      ...pieces.map((text) => ({ type: 'text_delta', text })),
      ...citations.map((citation) => ({ type: 'citations_delta', citation })),
    ],
    whole: { type: 'text', text: pieces.join(''), ...cited },
  };
}

/** The first delta of a call is empty, as the API sends it. */
function toolBlock(id: string, name: string, pieces: readonly string[]): AnswerBlock {
  const head = { type: 'tool_use', id, name };
  return {
    start: { ...head, input: {} },
    deltas: ['', ...pieces].map((json) => ({ type: 'input_json_delta', partial_json: json })),
    whole: { ...head, input: parse(pieces.join('')) },
  };
}

/** What the server has called comes in pieces, what it was answered whole. */
function serverBlock(block: Fields): AnswerBlock {
  if (block['type'] !== 'server_tool_use') return wholeBlock(block);
  const pieces = piecesOf(JSON.stringify(block['input']), /[\s\S]{1,5}/gu);
  return {
    start: { ...block, input: {} },
    deltas: pieces.map((json) => ({ type: 'input_json_delta', partial_json: json })),
    whole: block,
  };
}

function wholeBlock(block: Fields): AnswerBlock {
  return { start: block, deltas: [], whole: block };
}

function piecesOf(value: string | readonly string[] | undefined, pattern: RegExp): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? (value.match(pattern) ?? []) : value;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}
