import type { ChatResponse, ChatStream, Usage } from '@modelport/core';
import type { Terminal } from './terminal.js';

/** Shows an answer as it comes, each piece at once, and gives the whole of it. @throws ProviderError as the stream does. */
export async function showAnswer(stream: ChatStream, terminal: Terminal): Promise<ChatResponse> {
  try {
    for await (const event of stream) {
      if (event.type === 'text-delta') terminal.answer(event.text);
      else if (event.type === 'reasoning-delta') terminal.thought(event.text);
      else if (event.type === 'warning') terminal.dimLine(`Warning: ${event.warning.message}`);
    }
  } finally {
    terminal.endAnswer();
  }
  const response = await stream.response;
  if (response.finishReason === 'length')
    terminal.line('The answer was cut: it reached the limit of its length.');
  if (response.finishReason === 'content-filter') terminal.line('The answer was cut by a content filter.');
  if (terminal.isWatched) showUsage(response, terminal);
  return response;
}

function showUsage({ usage, timings }: ChatResponse, terminal: Terminal): void {
  const facts = [
    tokens(usage.inputTokens, 'in'),
    tokens(usage.outputTokens, 'out'),
    speed(usage, timings?.totalMs, timings?.outputTokensPerSecond),
    usage.cost && usage.cost.total > 0 ? `$${usage.cost.total.toPrecision(2)}` : undefined,
  ].filter((fact) => fact !== undefined);
  if (facts.length > 0) terminal.dimLine(facts.join(' · '));
}

function tokens(count: number | undefined, direction: string): string | undefined {
  return count === undefined ? undefined : `${count} ${count === 1 ? 'token' : 'tokens'} ${direction}`;
}

function speed(usage: Usage, totalMs: number | undefined, perSecond: number | undefined): string | undefined {
  if (perSecond !== undefined) return `${perSecond.toFixed(perSecond < 10 ? 1 : 0)} tokens/s`;
  if (totalMs === undefined || usage.outputTokens === undefined) return undefined;
  return totalMs < 1000 ? `${Math.round(totalMs)} ms` : `${(totalMs / 1000).toFixed(1)} s`;
}
