import type { ObserveEvent, Observer } from '../contract.js';
import { changeError } from '../errors.js';
import { quietly } from '../quietly.js';

/**
 * Tells all observers. What they throw, at once or later, is ignored: it must not break the call that they watch. The answer
 * so far, which an error may carry, is not for observers: they get the error without `partial`.
 */
export function notifyObservers(observers: readonly Observer[], event: ObserveEvent): void {
  const shown = withoutPartial(event);
  for (const observer of observers) quietly(() => observer(shown));
}

function withoutPartial(event: ObserveEvent): ObserveEvent {
  if (!('error' in event) || !event.error?.partial) return event;
  return { ...event, error: changeError(event.error, { partial: undefined }) } as ObserveEvent;
}
