import type { AssistantPart, ProviderData, ToolCall, ToolCallEvent } from '../contract.js';

/** One part of an answer while it grows. */
export class AnswerPart {
  readonly kind: 'text' | 'reasoning' | 'tool-call' | 'whole';
  text = '';
  /** Pieces of a tool call's arguments; joined once, at the end. */
  readonly fragments: string[] = [];
  /** The tool call, once it has begun. */
  call: ToolCallEvent | undefined;
  /** Whether the call's arguments have all come. */
  complete = false;
  /** A file or opaque piece, which comes in one. */
  whole: AssistantPart | undefined;
  providerData: ProviderData | undefined;
  ended = false;

  constructor(kind: AnswerPart['kind']) {
    this.kind = kind;
  }

  /** Whether nothing of it is worth telling. */
  get isEmpty(): boolean {
    return !(this.text || this.call || this.whole || this.providerData);
  }

  toToolCall(): ToolCall | undefined {
    if (!this.call) return undefined;
    const { type: _type, part: _part, ...call } = this.call;
    if (this.complete) return call;
    const argumentsError = 'the answer was cut before the call was complete';
    return { ...call, rawArguments: this.fragments.join(''), argumentsError };
  }

  /** The part as it stands in the message; `undefined` where nothing came. */
  toMessagePart(): AssistantPart | undefined {
    const part = this.isEmpty ? undefined : this.#content();
    return part && this.providerData ? { ...part, providerData: this.providerData } : part;
  }

  #content(): AssistantPart | undefined {
    if (this.kind === 'text' || this.kind === 'reasoning') return { type: this.kind, text: this.text };
    const call = this.toToolCall();
    if (!call) return this.whole;
    const { argumentsError: _error, ...told } = call;
    return { type: 'tool-call', ...told };
  }
}
