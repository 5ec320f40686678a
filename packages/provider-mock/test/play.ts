import type { CallContext, ChatEvent, DriverRequest, ProviderDriver } from '@modelport/core';
import { createMockDriver } from '../src/mock-driver.js';
import type { MockOptions } from '../src/mock-options.js';

/** A request as core hands it to a driver. */
export function requestOf(text: string, more: Partial<DriverRequest> = {}): DriverRequest {
  return { messages: [{ role: 'user', content: [{ type: 'text', text }] }], ...more };
}

/** A call context as core hands it to a driver. */
export function callOf(signal: AbortSignal = new AbortController().signal): CallContext {
  const nothing = () => {};
  return {
    signal,
    headers: {},
    attempt: 1,
    warn: nothing,
    onConnecting: nothing,
    onConnected: nothing,
  };
}

/** All events that a driver yields for a request, and the error that ended them. */
export async function eventsOf(
  driver: ProviderDriver,
  request: DriverRequest = requestOf('hello'),
): Promise<{ events: ChatEvent[]; error?: unknown }> {
  const events: ChatEvent[] = [];
  try {
    for await (const batch of driver.stream(request, callOf())) events.push(...batch);
    return { events };
  } catch (error) {
    return { events, error };
  }
}

/** What a mock with these options tells for one request. */
export function play(options: MockOptions, request?: DriverRequest): ReturnType<typeof eventsOf> {
  return eventsOf(createMockDriver(options), request);
}

/** The text of events. */
export function textOf(events: readonly ChatEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}
