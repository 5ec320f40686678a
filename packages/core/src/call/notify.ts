import type { ObserveEvent, Observer } from '../contract.js';
import { changeError } from '../errors.js';
import { quietly } from '../quietly.js';

/** Tells all observers. What they throw, at once or later, is ignored: it must not break the call that they watch. */
export function notify(observers: readonly Observer[], event: ObserveEvent): void {
  const shown = withoutPartial(event);
  for (const observer of observers) quietly(() => observer(shown));
}

/** The answer so far, which an error of a composite's target may carry, is not for observers. */
function withoutPartial(event: ObserveEvent): ObserveEvent {
  if (!('error' in event) || !event.error?.partial) return event;
  return { ...event, error: changeError(event.error, { partial: undefined }) } as ObserveEvent;
}
