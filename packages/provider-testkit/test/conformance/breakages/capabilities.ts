import type { Breakage } from '../reference/breakage.js';
import type { Body } from '../reference/reference-to-wire.js';

export const capabilitiesBreakages: Readonly<Record<string, Breakage>> = {
  'capabilities/temperature': change(({ temperature, ...body }) => ({
    ...body,
    // Rounds to what an old API took.
    temperature: typeof temperature === 'number' ? Math.round(temperature) : temperature,
  })),
  'capabilities/top-p': change(({ top_p: _, ...body }) => body),
  'capabilities/top-k': change(({ top_k: topK, ...body }) => ({ ...body, n: topK && 1 })),
  'capabilities/min-p': change(({ min_p: minP, ...body }) => ({ ...body, top_p: body['top_p'] ?? minP })),
  'capabilities/presence-penalty': change(({ presence_penalty: _, ...body }) => body),
  'capabilities/frequency-penalty': change(({ frequency_penalty: penalty, ...body }) => ({
    ...body,
    frequency_penalty: typeof penalty === 'number' ? Math.abs(penalty) : undefined,
  })),
  'capabilities/max-tokens': change(({ max_tokens: _, ...body }) => body),
  'capabilities/seed': change(({ seed, ...body }) => ({ ...body, ...(seed === 0 && { seed }) })),
  'capabilities/stop': change(({ stop, ...body }) => ({
    ...body,
    stop: (stop as string[] | undefined)?.[0],
  })),
  'capabilities/logprobs': change(({ top_logprobs: _, ...body }) => body),
  'capabilities/zero': change((body) => ({
    ...body,
    temperature: body['temperature'] || undefined,
    seed: body['seed'] || undefined,
  })),
};

function change(body: (body: Body) => Body): Breakage {
  return { body };
}
