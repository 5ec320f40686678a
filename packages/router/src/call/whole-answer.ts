import type { AttemptRecord, CallOptions, Provider, RateLimit, Usage } from '@modelport/core';
import { ProviderError } from '@modelport/core';
import { optionsFor, requestFor } from './ask.js';
import { withAttempts } from './attempts.js';
import type { RoutedCall } from './routed-call.js';

/** What a call that is not streamed is answered with, at least. */
interface Whole {
  readonly usage: Usage;
  readonly rateLimit?: RateLimit | undefined;
  readonly timings?: { readonly firstContentMs?: number | undefined } | undefined;
  readonly attempts?: readonly AttemptRecord[] | undefined;
}

/** Asks targets until one has answered as a whole. @throws ProviderError the one error in which the call ends. */
export async function wholeAnswer<Given extends string | object, Answer extends Whole>(
  call: RoutedCall,
  given: Given,
  ask: (provider: Provider, given: Given, options: CallOptions) => Promise<Answer>,
): Promise<Answer> {
  try {
    const { turn, answer } = await call.run(async (turn, signal) => {
      const { target } = turn;
      const answer = await ask(
        target.provider,
        requestFor(call, target, given),
        optionsFor(call, turn, signal),
      );
      const { firstContentMs } = answer.timings ?? {};
      if (firstContentMs !== undefined) turn.sawContent(firstContentMs);
      turn.learn(answer.rateLimit);
      call.succeeded(turn, answer);
      return { turn, answer };
    });
    call.observer?.end({ usage: answer.usage });
    return withAttempts(turn, answer, call.attempts);
  } catch (reason) {
    call.observer?.end({ error: ProviderError.from(reason) });
    throw reason;
  }
}
