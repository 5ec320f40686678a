import {
  notifyObservers,
  type ObservedSettings,
  type ObserveEvent,
  type Observer,
  type ProviderError,
  type Usage,
} from '@modelport/core';
import type { Target } from '../targets/target.js';

type CallEnd = Extract<ObserveEvent, { readonly type: 'call-end' }>;
/** What is told of one moment, without what is the same for all of them. */
type Detail<Event = ObserveEvent> = Event extends ObserveEvent
  ? Omit<Event, keyof Base | 'callId' | 'attempt' | 'baseUrl'>
  : never;
type Base = Pick<ObserveEvent, 'operation' | 'provider' | 'providerType' | 'model' | 'requestId'>;

/**
 * Shows the calls at the targets to the observers of a router as the attempts of one call. What happens at a target has the
 * target's name as `provider`; the beginning and the end have the router's.
 */
export class CallObserver {
  readonly #observers: readonly Observer[];
  readonly #base: Base;
  readonly #callId = `route_${Math.random().toString(36).slice(2, 12)}`;
  readonly #startedAt = performance.now();
  #attempt = 0;
  #isStarted = false;
  #isEnded = false;
  /** What the last call at a target ended with. */
  #last: CallEnd | undefined;

  constructor(observers: readonly Observer[], base: Base) {
    this.#observers = observers;
    this.#base = base;
  }

  /** The observer of a call at a target. */
  attempt(target: Target): Observer {
    let attempt = this.#attempt;
    return (event) => {
      if (event.type === 'call-start') this.#start(event.settings);
      else if (event.type === 'call-end') this.#note(event);
      else if (!this.#isEnded) {
        // They are numbered as they begin: two may run beside each other.
        if (event.type === 'attempt-start') attempt = ++this.#attempt;
        const { operation } = this.#base;
        const place = { callId: this.#callId, operation, provider: target.name, attempt };
        notifyObservers(this.#observers, { ...event, ...place });
      }
    };
  }

  /** Another attempt will be made, `delayMs` from now. */
  retry(error: ProviderError, delayMs: number): void {
    this.#start({});
    this.#tell({ type: 'retry', delayMs, error });
  }

  /** The call is over. */
  end(outcome: { readonly error: ProviderError } | { readonly usage: Usage | undefined }): void {
    this.#start({});
    if (this.#isEnded) return;
    const { response, usage } = this.#last ?? {};
    const ended = 'error' in outcome ? { error: outcome.error } : { usage: outcome.usage ?? usage };
    this.#tell({
      type: 'call-end',
      durationMs: performance.now() - this.#startedAt,
      ...(response && { response }),
      ...ended,
    });
    this.#isEnded = true;
  }

  /** An attempt that was stopped because another one was faster does not count against that one. */
  #note(event: CallEnd): void {
    if (!event.error || !this.#last || this.#last.error) this.#last = event;
  }

  #start(settings: ObservedSettings): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#tell({ type: 'call-start', settings });
  }

  #tell(detail: Detail): void {
    const { model, requestId, ...base } = this.#base;
    notifyObservers(this.#observers, {
      callId: this.#callId,
      ...base,
      ...(model !== undefined && { model }),
      ...(requestId !== undefined && { requestId }),
      attempt: this.#attempt,
      ...detail,
    } as ObserveEvent);
  }
}
