import type { AttemptRecord, CallOptions, Provider, RateLimit, Usage } from '@modelport/core';
import { ProviderError } from '@modelport/core';
import { optionsFor, requestFor } from './ask.js';
import { withAttempts } from './attempts.js';
import type { RoutedCall } from './routed-call.js';
import type { Turn } from './turn.js';

/** What a call that is not streamed is answered with, at least. */
interface Whole {
  readonly usage: Usage;
  readonly rateLimit?: RateLimit | undefined;
  readonly timings?: { readonly firstContentMs?: number | undefined } | undefined;
  readonly attempts?: readonly AttemptRecord[] | undefined;
}

/**
 * Asks targets until one has answered as a whole. `open` begins the call.
 * @throws ProviderError the one error in which the call ends.
 */
export async function wholeAnswer<Given extends string | object, Answer extends Whole>(
  open: () => RoutedCall,
  given: Given,
  ask: (provider: Provider, given: Given, options: CallOptions) => Promise<Answer>,
): Promise<Answer> {
  const call = open();
  try {
    const { turn, result } = await call.run({
      ask: (call, turn, signal) =>
        ask(turn.target.provider, requestFor(call, turn.target, given), optionsFor(call, turn, signal)),
      answered: (call, turn, answer: Answer) => noteAnswer(call, turn, answer),
    });
    call.observer?.end({ usage: result.usage });
    return withAttempts(turn, result, call.attempts);
  } catch (reason) {
    call.observer?.end({ error: ProviderError.from(reason) });
    throw reason;
  }
}

/** What an answer says of its target. */
function noteAnswer(call: RoutedCall, turn: Turn, answer: Whole): void {
  const { firstContentMs } = answer.timings ?? {};
  if (firstContentMs !== undefined) turn.sawContent(firstContentMs);
  turn.learn(answer.rateLimit);
  call.succeeded(turn, answer);
}
