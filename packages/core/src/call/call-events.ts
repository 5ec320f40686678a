import type { ObservedSettings, ObserveEvent, Observer } from '../contract.js';
import { defined } from '../defined.js';
import { randomId } from '../stream/events.js';
import { notifyObservers } from './notify-observers.js';

/** What is told of one moment of a call, without what is the same for all of them. */
export type EventDetail<E = ObserveEvent> = E extends ObserveEvent ? Omit<E, keyof Base> : never;

type Base = Pick<
  ObserveEvent,
  'callId' | 'operation' | 'provider' | 'providerType' | 'baseUrl' | 'model' | 'requestId' | 'attempt'
>;

/** What is the same for all events of a call. */
export type EventBase = Omit<Base, 'callId' | 'model' | 'attempt'>;

/** Tells the observers of one call what happens, from `call-start` to `call-end`. */
export class CallEvents {
  readonly #observers: readonly Observer[];
  readonly #base: EventBase;
  readonly #callId = randomId('run');
  /** What happened before the call began; told right after `call-start`. */
  #early: (() => void)[] | undefined = [];
  #ended = false;

  constructor(observers: readonly Observer[], base: EventBase) {
    this.#observers = observers;
    this.#base = base;
  }

  /** The call begins, or ends before it could; told once. */
  start(settings: () => ObservedSettings, model: string | undefined): void {
    const early = this.#early;
    this.#early = undefined;
    if (!early) return;
    this.tell({ type: 'call-start', settings: settings() }, model, 0);
    for (const tellNow of early) tellNow();
  }

  tell(detail: EventDetail, model: string | undefined, attempt: number): void {
    if (this.#ended) return;
    if (this.#early) {
      this.#early.push(() => this.tell(detail, model, attempt));
      return;
    }
    const event = { callId: this.#callId, ...this.#base, ...defined({ model, attempt, ...detail }) };
    notifyObservers(this.#observers, event as ObserveEvent);
    this.#ended = detail.type === 'call-end';
  }
}
