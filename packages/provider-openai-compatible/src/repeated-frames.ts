import type { ChatEvent, ReasoningDeltaEvent, TextDeltaEvent, ToolCallDeltaEvent } from '@modelport/core';
import { asText, parseJson } from '@modelport/provider-utils';

/** An event that carries a piece of something, and nothing else. */
export type DeltaEvent = TextDeltaEvent | ReasoningDeltaEvent | ToolCallDeltaEvent;

/** Frames in a row from which something was learned in vain: on such a server, each one differs in more than its text. */
const patience = 8;

/**
 * Reads frames that differ from the one before in a single string. Nearly all of a stream are such frames, and to parse them
 * whole is most of what an event costs: here, only that string is parsed.
 */
export class RepeatedFrames {
  /** What the last frame made; `undefined` where it cannot be repeated. */
  #event: DeltaEvent | undefined;
  /** The frame around the string: up to its opening quote, and from its closing one. */
  #before = '';
  #after = '';
  #vain = 0;

  /** What a frame makes that differs in its string alone; `undefined` for any other, which has to be parsed. */
  read(data: string): DeltaEvent | undefined {
    const event = this.#event;
    if (event === undefined) return undefined;
    const before = this.#before;
    const after = this.#after;
    const end = data.length - after.length;
    // Two slices are compared at once; `startsWith` goes from character to character.
    if (end <= before.length || data.slice(0, before.length) !== before || data.slice(end) !== after)
      return undefined;
    const text = asText(parseJson(data.slice(before.length, end)));
    if (text === undefined) return undefined;
    this.#vain = 0;
    return withText(event, text);
  }

  /** Learns from a frame that was parsed. `event`: all that it made, and all that it changed; `undefined` for more, or less. */
  learn(data: string, event: DeltaEvent | undefined): void {
    this.#event = undefined;
    if (event === undefined || this.#vain === patience) return;
    this.#vain++;
    const string = JSON.stringify(textOf(event));
    const at = data.indexOf(string);
    // Twice: nobody knows which one is meant. Never: the server escapes more than it has to.
    if (at === -1 || data.includes(string, at + 1)) return;
    const before = data.slice(0, at);
    const after = data.slice(at + string.length);
    // The string that is meant may be an escaped one beside it.
    if (before.includes('\\') || after.includes('\\')) return;
    this.#event = event;
    this.#before = before;
    this.#after = after;
  }
}

/** Whether an event carries a piece of something, and nothing else. */
export function isDelta(event: ChatEvent | undefined): event is DeltaEvent {
  if (event?.type === 'text-delta') return event.logprobs === undefined;
  return event?.type === 'reasoning-delta' || event?.type === 'tool-call-delta';
}

function textOf(event: DeltaEvent): string {
  return event.type === 'tool-call-delta' ? event.argumentsDelta : event.text;
}

function withText({ type, part }: DeltaEvent, text: string): DeltaEvent {
  return type === 'tool-call-delta' ? { type, part, argumentsDelta: text } : { type, part, text };
}
