import {
  type CallContext,
  type ChatEvent,
  type CommonOptions,
  createProviderFromDefinition,
  type DriverRequest,
  type Provider,
  type ProviderDefinition,
  type ProviderDriver,
  ProviderError,
  type ProviderErrorDetails,
} from '@modelport/core';

/** One step of an exchange: a batch, something to wait for, or an error to throw. */
type Step = readonly ChatEvent[] | Error | ((call: CallContext) => Promise<unknown> | undefined);
/** What happens from a request to the end of its answer. */
export type Script = readonly Step[];

/** A provider that plays scripts, and what happened to it. */
export interface Scripted {
  readonly provider: Provider;
  readonly requests: DriverRequest[];
  readonly calls: CallContext[];
  /** Batches that were asked for, over all exchanges. */
  readonly reads: number;
  /** Exchanges that were left, by an error, by their end or by the consumer. */
  readonly left: number;
}

/** How a scripted provider differs from the usual one. */
export interface ScriptedOptions extends CommonOptions {
  readonly definition?: Partial<ProviderDefinition>;
  readonly driver?: Partial<ProviderDriver>;
}

/** Plays one script for each exchange, the last one for all further ones. Its every read is what the script says. */
export function scripted(
  name: string,
  scripts: readonly Script[],
  { definition, driver, ...options }: ScriptedOptions = {},
): Scripted {
  const seen = { requests: [] as DriverRequest[], calls: [] as CallContext[], reads: 0, left: 0 };
  async function* stream(request: DriverRequest, call: CallContext): AsyncGenerator<readonly ChatEvent[]> {
    const script = scripts[Math.min(seen.requests.length, scripts.length - 1)] ?? [];
    seen.requests.push(request);
    seen.calls.push(call);
    try {
      for (const step of script) {
        if (step instanceof Error) throw step;
        if (typeof step === 'function') await step(call);
        else {
          seen.reads++;
          yield step;
        }
      }
    } finally {
      seen.left++;
    }
  }
  const provider = createProviderFromDefinition<CommonOptions>(
    {
      specVersion: 1,
      type: 'scripted',
      displayName: 'Scripted',
      packageName: '@modelport/provider-scripted',
      packageVersion: '1.0.0',
      location: 'any',
      capabilities: {},
      settings: [],
      ...definition,
      create: () => ({ stream, ...driver }),
    },
    { name, maxRetries: 0, ...options },
  );
  return Object.assign(seen, { provider });
}

export const text = (content: string, part = 0): ChatEvent => ({ type: 'text-delta', part, text: content });

export const reasoning = (content: string, part = 0): ChatEvent => ({
  type: 'reasoning-delta',
  part,
  text: content,
});

export const finish: ChatEvent = { type: 'finish', finishReason: 'stop' };

export const progress = (processedTokens: number): ChatEvent => ({
  type: 'progress',
  processedTokens,
  totalTokens: 100,
});

export const usage = (inputTokens: number, outputTokens: number): ChatEvent => ({
  type: 'usage',
  usage: { inputTokens, outputTokens },
});

/** A script that answers with a text. */
export const says = (content: string): Script => [[text(content), finish]];

/** A script that fails before its answer. */
export const fails = (code: string, details: Partial<ProviderErrorDetails> = {}): Script => [
  failure(code, details),
];

export const failure = (code: string, details: Partial<ProviderErrorDetails> = {}): ProviderError =>
  new ProviderError({ code, message: `It is ${code}.`, ...details });

/** A step that waits until the exchange is aborted and then fails as a transport does. */
export const hang = (call: CallContext): Promise<never> =>
  new Promise((_, reject) => {
    if (call.signal.aborted) reject(call.signal.reason);
    else call.signal.addEventListener('abort', () => reject(call.signal.reason), { once: true });
  });

/** A step that takes its time, unless it is aborted meanwhile. */
export const after =
  (milliseconds: number) =>
  (call: CallContext): Promise<unknown> => {
    let timer: ReturnType<typeof setTimeout>;
    const passed = new Promise((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    return Promise.race([passed, hang(call)]).finally(() => clearTimeout(timer));
  };

/** All that a stream or iterable gives, and the error that ended it. */
export async function read<Item>(
  source: AsyncIterable<Item>,
): Promise<{ items: Item[]; error?: ProviderError }> {
  const items: Item[] = [];
  try {
    for await (const item of source) items.push(item);
    return { items };
  } catch (error) {
    if (!ProviderError.isInstance(error)) throw error;
    return { items, error };
  }
}

/** The `ProviderError` that something fails with. */
export async function errorOf(action: Promise<unknown> | (() => unknown)): Promise<ProviderError> {
  try {
    await (typeof action === 'function' ? action() : action);
  } catch (error) {
    if (ProviderError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

/** Who was tried, and what came of it. */
export const tried = ({
  attempts = [],
}: {
  readonly attempts?:
    | readonly { readonly provider: string; readonly code?: string | undefined }[]
    | undefined;
}): (readonly [string, string | undefined])[] => attempts.map(({ provider, code }) => [provider, code]);
