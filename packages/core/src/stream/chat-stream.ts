import type { ChatEvent, ChatResponse, ChatStream } from '../contract.js';
import { ProviderError } from '../errors.js';
import { type OpenRun, StreamPass } from './stream-pass.js';
import { BatchView, ItemView } from './stream-view.js';

/**
 * The lazy answer that `stream()` gives. One pass over one run: views and `response` share it, and nothing is sent
 * before the first read.
 */
export class LazyChatStream implements ChatStream {
  readonly #pass: StreamPass;
  #isClaimed = false;

  /** `open` makes the run, at the first read. */
  constructor(open: OpenRun) {
    this.#pass = new StreamPass(open);
  }

  batches(): AsyncIterableIterator<readonly ChatEvent[]> {
    return new BatchView(this.#claim());
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<ChatEvent> {
    return new ItemView(this.#claim(), event);
  }

  get text(): AsyncIterable<string> {
    return { [Symbol.asyncIterator]: () => new ItemView(this.#claim(), textOf) };
  }

  get response(): Promise<ChatResponse> {
    return this.#pass.response(!this.#isClaimed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#pass.leave();
  }

  /** Hands the one pass to a view. */
  #claim(): StreamPass {
    if (this.#isClaimed) {
      throw new ProviderError({
        code: 'REQUEST_INVALID',
        setting: 'stream',
        message:
          'A stream can be read once, and this one is being read. Use its response for the whole answer.',
      });
    }
    this.#isClaimed = true;
    return this.#pass;
  }
}

const event = (each: ChatEvent): ChatEvent => each;

function textOf(each: ChatEvent): string | undefined {
  return each.type === 'text-delta' && each.text !== '' ? each.text : undefined;
}
