import type { ToWireContext } from './to-wire.js';
import type { WireChatBody, WireMessage } from './wire.js';

/**
 * Switches thinking off for a server that thinks unless told otherwise and refuses, while it does, a turn with tool calls
 * that comes back without its reasoning: one of another provider, whose reasoning is not this model's. Empty reasoning is
 * no way out, because some models refuse that too. Whoever says in the request whether to think has the last word.
 */
export function switchThinkingOff(
  body: WireChatBody,
  extraBody: Readonly<Record<string, unknown>> | undefined,
  { quirks: { reasoning, reasoningBack }, warn }: ToWireContext,
): void {
  if (reasoning !== 'thinking' || reasoningBack === 'none') return;
  const { thinking, reasoning_effort } = { ...body, ...extraBody } as Partial<WireChatBody>;
  if (thinking !== undefined || reasoning_effort !== undefined) return;
  const lacksReasoning = (message: WireMessage) =>
    message.role === 'assistant' && message.tool_calls !== undefined && message[reasoningBack] === undefined;
  if (!body.messages.some(lacksReasoning)) return;
  body.thinking = { type: 'disabled' };
  warn({
    code: 'unsupported-setting',
    setting: 'reasoning',
    message:
      'The model was told not to think: it refuses tool calls without the reasoning that led to them, as those of another provider are.',
  });
}
