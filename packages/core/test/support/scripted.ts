import type {
  CallContext,
  ChatEvent,
  ChatStream,
  DriverRequest,
  FinishReason,
  Provider,
  ProviderDefinition,
  ProviderDriver,
} from '../../src/contract.js';
import { ProviderError } from '../../src/errors.js';
import { createProviderFromDefinition } from '../../src/provider/create-provider.js';
import type { CommonOptions } from '../../src/provider-types.js';

/** One step of an exchange: a batch, something to wait for, or an error to throw. */
type Step = readonly ChatEvent[] | Error | ((call: CallContext) => Promise<unknown>);

/** A driver that plays scripts and remembers what happened to it. */
export interface ScriptedDriver extends ProviderDriver {
  readonly requests: DriverRequest[];
  readonly calls: CallContext[];
  /** Batches that were asked for, over all exchanges. */
  reads: number;
  /** Exchanges that were left, by an error, by their end or by the consumer. */
  left: number;
}

/** Plays one script for each exchange, the last one for all further exchanges. */
export function scriptedDriver(...exchanges: (readonly Step[])[]): ScriptedDriver {
  const driver: ScriptedDriver = {
    requests: [],
    calls: [],
    reads: 0,
    left: 0,
    async *stream(request, call) {
      const steps = exchanges[Math.min(driver.requests.length, exchanges.length - 1)] ?? [];
      driver.requests.push(request);
      driver.calls.push(call);
      try {
        for (const step of steps) {
          if (step instanceof Error) throw step;
          if (typeof step === 'function') await step(call);
          else {
            driver.reads++;
            yield step;
          }
        }
      } finally {
        driver.left++;
      }
    },
  };
  return driver;
}

/** A provider over a driver, made the way that users make one. */
export function providerOf(
  driver: Partial<ProviderDriver>,
  definition: Partial<ProviderDefinition> = {},
  options: CommonOptions = {},
): Provider {
  return createProviderFromDefinition<CommonOptions>(
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
      create: () => ({ stream: scriptedDriver([]).stream, ...driver }),
    },
    options,
  );
}

/** A provider whose every answer is these batches. */
export function answering(...batches: readonly (readonly ChatEvent[])[]): Provider {
  return providerOf(scriptedDriver(batches));
}

export const text = (content: string, part = 0): ChatEvent => ({ type: 'text-delta', part, text: content });

export const reasoning = (content: string, part = 0): ChatEvent => ({
  type: 'reasoning-delta',
  part,
  text: content,
});

export const finish = (finishReason: FinishReason = 'stop'): ChatEvent => ({ type: 'finish', finishReason });

/** A tool call in the pieces in which backends send it. */
export const toolCall = (part: number, id: string, name: string, ...pieces: string[]): ChatEvent[] => [
  { type: 'tool-call-start', part, id, name },
  ...pieces.map((argumentsDelta): ChatEvent => ({ type: 'tool-call-delta', part, argumentsDelta })),
];

/** An error that is tried again at once. */
export const passing = (message = 'busy'): ProviderError =>
  new ProviderError({ code: 'OVERLOADED', message, retryAfterMs: 1 });

/** A step that waits until the exchange is aborted and then fails as a transport does. */
export const hang = (call: CallContext): Promise<never> =>
  new Promise((_, reject) => {
    if (call.signal.aborted) reject(call.signal.reason);
    else call.signal.addEventListener('abort', () => reject(call.signal.reason), { once: true });
  });

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

/** The types of a stream's events, in order. */
export async function typesOf(stream: ChatStream): Promise<string[]> {
  return (await read(stream)).items.map(({ type }) => type);
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
