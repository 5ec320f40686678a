import type { Provider } from '../contract.js';
import type { PlatformAbortSignal } from '../platform-types.js';
import type { DetectedProvider } from './detect-providers.js';
import { place } from './explain.js';
import { findModel } from './find-model.js';

/** What was taken of all that was found. */
export interface Taken {
  readonly found: DetectedProvider;
  /** Where it was asked for its models. */
  readonly provider?: Provider | undefined;
  /** A sentence for each that has no model. */
  readonly lacks: readonly string[];
}

/** How to ask for models. */
export interface TakeOptions {
  readonly open: (found: DetectedProvider) => Provider;
  /** Whether a model is wanted at all. */
  readonly findModels: boolean;
  readonly signal: PlatformAbortSignal | undefined;
}

/**
 * Takes the first that has a model to chat with; where none has, the first that may have one: a service, a server that
 * loads one or does not tell; else the first.
 */
export async function takeFirst(
  candidates: readonly DetectedProvider[],
  { open, findModels, signal }: TakeOptions,
): Promise<Taken | undefined> {
  const lacks: string[] = [];
  let unsure: Omit<Taken, 'lacks'> | undefined;
  let empty: Omit<Taken, 'lacks'> | undefined;
  for (const found of candidates) {
    if (!findModels || found.baseUrl === undefined || found.loading) {
      unsure ??= { found };
      continue;
    }
    const { provider, lack, isEmpty } = await findModel(open(found), signal);
    if (lack === undefined) return { found, provider, lacks };
    lacks.push(`${place(found)} ${lack}.`);
    if (isEmpty) empty ??= { found, provider };
    else unsure ??= { found, provider };
  }
  const last = unsure ?? empty;
  return last && { ...last, lacks };
}
