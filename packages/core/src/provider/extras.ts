import type { Call } from '../call/call.js';
import type { CallContext, CallOptions, ProviderDriver, ProviderExtras } from '../contract.js';
import { ProviderError } from '../errors.js';
import { quietly } from '../quietly.js';

/** Opens the call of an extra; `reporting` for one that tells its progress. */
type Open = (operation: string, options?: CallOptions, reporting?: boolean) => Promise<Call>;

/** The driver's extras as users call them: through the same pipeline as everything else. */
export function bindExtras({ extras = {}, streamExtras = {} }: ProviderDriver, open: Open): ProviderExtras {
  const bound: Record<string, ProviderExtras[string]> = {};
  for (const [name, extra] of Object.entries(extras)) {
    bound[name] = async (input, options) => {
      const call = await open(`extras.${name}`, options);
      return call.run((context) => extra.call(extras, input as never, context));
    };
  }
  for (const [name, extra] of Object.entries(streamExtras)) {
    bound[name] = (input, options) =>
      streamCall(
        () => open(`extras.${name}`, options, true),
        (context) => extra.call(streamExtras, input as never, context),
      );
  }
  return bound;
}

/** Hands on what an operation reports, under the call's signal and timers; one attempt. */
function streamCall(
  open: () => Promise<Call>,
  start: (context: CallContext) => AsyncIterable<unknown>,
): AsyncIterableIterator<unknown> {
  let call: Call | undefined;
  let left = false;
  async function* run(): AsyncGenerator<unknown> {
    call = await open();
    if (left) return void call.abandon(leaving());
    let iterator: AsyncIterator<unknown> | undefined;
    let sawEvent = false;
    try {
      iterator = start(await call.begin())[Symbol.asyncIterator]();
      for (;;) {
        const { done, value } = await call.waitForRead(iterator.next(), sawEvent);
        call.endRead();
        if (done) break;
        sawEvent = true;
        call.sawFirstEvent();
        yield value;
      }
      call.succeeded();
    } catch (reason) {
      if (!left) await call.failed(reason, true);
    } finally {
      quietly(() => iterator?.return?.());
    }
  }
  const items = run();
  return {
    next: () => items.next(),
    return() {
      left = true;
      call?.abandon(leaving());
      return items.return(undefined);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const leaving = (): ProviderError =>
  new ProviderError({ code: 'ABORTED', message: 'The operation was left before its end.' });
