import type { ChatEvent, ChatStream } from '@modelport/core';

/** Reads a stream to its end and gives its events. */
export async function eventsOf(stream: ChatStream): Promise<readonly ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

/** The events of one type. */
export function only<Type extends ChatEvent['type']>(
  events: readonly ChatEvent[],
  type: Type,
): readonly Extract<ChatEvent, { readonly type: Type }>[] {
  return events.filter((event): event is Extract<ChatEvent, { readonly type: Type }> => event.type === type);
}
