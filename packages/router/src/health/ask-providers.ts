import { type Provider, ProviderError } from '@modelport/core';

/** Most providers that are asked at once. */
const width = 16;
/** Milliseconds that a provider has beyond its limit until it counts as one that does not keep to it. */
const grace = 1_000;
/** The longest wait that a timer can have. */
const longestTimer = 2 ** 31 - 1;

/** What a provider has answered, or why it has not. */
export type Answer<Result> = { readonly result: Result } | { readonly error: ProviderError };

/** What providers are asked. */
export interface Question<Result> {
  /** How many milliseconds the next one has; `Infinity`: as many as it likes. */
  readonly limit: () => number;
  readonly ask: (provider: Provider, limit: number) => Promise<Result>;
  /** Is given each answer, and says whether it is enough: then no other provider is asked. */
  readonly told: (provider: Provider, answer: Answer<Result>) => boolean;
}

/**
 * Asks each of the providers once, at most 16 at a time. Never rejects, and ends however they behave: who answers too late, or could not
 * be asked in time, has failed with `TIMEOUT`. Ends at once where an answer is enough.
 */
export function askProviders<Result>(
  providers: Iterable<Provider>,
  question: Question<Result>,
): Promise<void> {
  // All who ask take from the same list.
  const left = new Set(providers).values();
  return new Promise((resolve, reject) => {
    let isEnough = false;
    const work = async () => {
      for (const provider of left) {
        if (isEnough) return;
        const answer = await answerOf(provider, question);
        if (isEnough || !question.told(provider, answer)) continue;
        isEnough = true;
        resolve();
      }
    };
    Promise.all(Array.from({ length: width }, work)).then(() => resolve(), reject);
  });
}

/** What is left of a call's `timeout`, from now on. Default 5,000 ms, as for one provider alone. */
export function countdown(timeout = 5_000): () => number {
  if (timeout === 0) return () => Infinity;
  const endsAt = performance.now() + timeout;
  return () => Math.ceil(endsAt - performance.now());
}

async function answerOf<Result>(
  provider: Provider,
  { limit, ask }: Question<Result>,
): Promise<Answer<Result>> {
  const { name, type } = provider;
  const milliseconds = limit();
  const late = () =>
    new ProviderError({
      ...{ code: 'TIMEOUT', timer: 'total', provider: name, type },
      message: `${name} has not answered in the time that was left for it. Raise the timeout of the call.`,
    });
  if (milliseconds <= 0) return { error: late() };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const guard = new Promise<never>((_, reject) => {
    const wait = milliseconds + grace;
    if (wait <= longestTimer) timer = setTimeout(() => reject(late()), wait);
  });
  try {
    return { result: await Promise.race([ask(provider, milliseconds), guard]) };
  } catch (reason) {
    return { error: ProviderError.from(reason, { provider: name, type }) };
  } finally {
    clearTimeout(timer);
  }
}
