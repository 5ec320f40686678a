import type { ChatEvent, JsonValue } from '@modelport/core';
import { asList, asText, parseJson } from '@modelport/provider-utils';
import type { WireToolCallDelta } from './wire.js';

/** Where the events of tool calls go. */
export interface ToolCallSink {
  /** Opens the next part of the answer and returns its index. */
  openPart(): number;
  emit(event: ChatEvent): void;
}

interface OpenCall {
  id: string;
  name: string;
  /** All arguments so far. */
  text: string;
  /** Index of the part; -1 while the name has not come. */
  part: number;
  extraContent: unknown;
}

/**
 * Joins the fragments of tool calls. OpenAI's rule is one call for each `index`, with id and name in its first
 * fragment. Other servers put every call at index 0, leave out indexes or ids, repeat names, or send the name late.
 */
export class ToolCallJoiner {
  /** How many fragments there were, with those that made no event. */
  fragments = 0;
  readonly #sink: ToolCallSink;
  readonly #calls: OpenCall[] = [];
  readonly #byIndex = new Map<number, OpenCall>();
  /** The call of the last fragment, if that was a piece of its arguments and no more. */
  #last: OpenCall | undefined;

  constructor(sink: ToolCallSink) {
    this.#sink = sink;
  }

  /** Whether a call has begun. */
  get hasCalls(): boolean {
    return this.#calls.some((call) => call.part !== -1);
  }

  /** @param whole The fragments are whole calls, so each is one of its own. */
  read(fragments: unknown, whole: boolean): void {
    asList<WireToolCallDelta | null>(fragments).forEach((fragment, position) => {
      if (typeof fragment === 'object' && fragment !== null) {
        this.#readOne(fragment, whole ? position : fragment.index);
      }
    });
  }

  /** Whether a fragment like the last one would go on with the call in this part, whatever its arguments are. */
  canAppend(part: number): boolean {
    return this.#last?.part === part;
  }

  /** Reads the arguments of a fragment like the last one. */
  append(piece: string): void {
    if (this.#last === undefined) return;
    this.#last.text += piece;
    this.#emitArguments(this.#last, piece);
  }

  #readOne(fragment: WireToolCallDelta, index: number | null | undefined): void {
    const id = asText(fragment.id) ?? '';
    const name = asText(fragment.function?.name) ?? '';
    const call = this.#find(typeof index === 'number' ? index : undefined, id, name);
    this.fragments++;
    const isPiece = id === '' && name === '' && typeof fragment.function?.arguments === 'string';
    this.#last = isPiece ? call : undefined;
    if (call.id === '') call.id = id;
    if (call.name === '') call.name = name;
    if (fragment.extra_content != null) call.extraContent = fragment.extra_content;
    const piece = argumentsText(fragment.function?.arguments);
    call.text += piece;
    if (call.part !== -1) this.#emitArguments(call, piece);
    else if (call.name !== '') this.#start(call);
  }

  /** The call that a fragment belongs to; a new one where it begins another. */
  #find(index: number | undefined, id: string, name: string): OpenCall {
    const known =
      index !== undefined
        ? this.#byIndex.get(index)
        : (this.#calls.find((call) => id !== '' && call.id === id) ?? this.#calls.at(-1));
    if (known !== undefined && !beginsAnother(known, id, name)) return known;
    const call: OpenCall = { id: '', name: '', text: '', part: -1, extraContent: undefined };
    this.#calls.push(call);
    if (index !== undefined) this.#byIndex.set(index, call);
    return call;
  }

  #start(call: OpenCall): void {
    call.part = this.#sink.openPart();
    this.#sink.emit({ type: 'tool-call-start', part: call.part, id: call.id, name: call.name });
    this.#emitArguments(call, call.text);
  }

  #emitArguments(call: OpenCall, piece: string): void {
    if (piece !== '') this.#sink.emit({ type: 'tool-call-delta', part: call.part, argumentsDelta: piece });
  }

  /** Hands over what must come back with the calls, and returns how many calls never got a name. */
  end(type: string): number {
    for (const { part, extraContent } of this.#calls) {
      if (part === -1 || extraContent === undefined) continue;
      // What was parsed from JSON is JSON.
      const data = { extra_content: extraContent as JsonValue };
      this.#sink.emit({ type: 'part-end', part, providerData: { type, data } });
    }
    return this.#calls.filter((call) => call.part === -1).length;
  }
}

/** Whether a fragment in the place of `call` is the first of another call. */
function beginsAnother(call: OpenCall, id: string, name: string): boolean {
  if (id !== '' && call.id !== '') {
    return id !== call.id && (name !== '' || isWhole(call.text));
  }
  if (name === '' || call.name === '') return false;
  // Without ids to compare, a name says it: another one, or the same again after complete arguments. A server that
  // gave the call an id would give the next one an id too, so there the same name is only repeated.
  return name !== call.name || (call.id === '' && isWhole(call.text));
}

function isWhole(text: string): boolean {
  return text !== '' && parseJson(text) !== undefined;
}

function argumentsText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : '';
}
