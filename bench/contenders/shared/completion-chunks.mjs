import { tool } from '../../lib/request.mjs';

/** The tool as OpenAI's and Ollama's wire have it. */
export const tools = [{ type: 'function', function: tool }];

/** Reads the chunks of `openai`. Its types lack reasoning, but the field that servers add is there for its users. */
export function collectChunk({ choices }, content) {
  const delta = choices[0]?.delta;
  if (delta === undefined) return;
  if (delta.content) content.text += delta.content;
  if (delta.reasoning_content) content.reasoning += delta.reasoning_content;
  if (delta.tool_calls === undefined) return;
  for (const call of delta.tool_calls) content.toolArguments += call.function.arguments;
}
