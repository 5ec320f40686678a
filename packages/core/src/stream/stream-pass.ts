import type { ChatEvent, ChatResponse } from '../contract.js';
import { ProviderError } from '../errors.js';
import type { RunReader, StreamRun } from './stream-run.js';

type Batch = readonly ChatEvent[];
/** How the stream ended. */
type Outcome = { readonly response: ChatResponse } | { readonly error: unknown };

/** Makes the run and begins it, now or later. `fail` is told why there is none. */
export type OpenRun = (begin: (run: StreamRun) => void, fail: (error: unknown) => void) => void;

/** Who waits for what is read. */
export interface Waiter {
  /** A batch has come, or the stream has ended. */
  told(): void;
}

/** The one pass over one run, which a view and `response` share: nothing is sent before the first read. */
export class StreamPass implements RunReader {
  /** Whether the view has come to its end, its error or its consumer's leave. */
  isOver = false;
  readonly #open: OpenRun;
  #run: StreamRun | undefined;
  /** Batches that were read and that no view has taken: all of them, where `response` was touched first. */
  readonly #queue: Batch[] = [];
  /** Whether a read is under way: whoever needs one meanwhile waits for it too. */
  #isReading = false;
  /** Whether `response` reads to the end by itself. */
  #isDraining = false;
  #waiter: Waiter | undefined;
  #outcome: Outcome | undefined;
  /** Made for whoever asks. */
  #response: Promise<ChatResponse> | undefined;
  #resolve: ((response: ChatResponse) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;

  constructor(open: OpenRun) {
    this.#open = open;
  }

  /** Whether the next read will fail, although what was read before is still being handed out. */
  get isStopped(): boolean {
    return this.#run?.stopped === true;
  }

  /** The next batch for the view, where one is at hand. An error is thrown once; then the view is at its end. */
  take(): Batch | undefined {
    if (this.isOver) return undefined;
    // Most often there is one, and to shift it out of the list would be dearer.
    if (this.#queue.length > 0 && !this.isStopped)
      return this.#queue.length === 1 ? this.#queue.pop() : this.#queue.shift();
    if (this.#outcome) {
      this.isOver = true;
      if ('error' in this.#outcome) throw this.#outcome.error;
    }
    return undefined;
  }

  /** Reads on, and tells who waits; not to be asked for what is at hand, nor once the view is over. */
  readFor(waiter: Waiter): void {
    this.#waiter = waiter;
    this.#read();
  }

  /** The whole answer; `drains`: whoever asks reads it to its end, as there is no view. */
  response(drains: boolean): Promise<ChatResponse> {
    if (drains && !this.#isDraining) {
      this.#isDraining = true;
      if (!this.#outcome) this.#read();
    }
    if (!this.#response) {
      this.#response = new Promise((resolve, reject) => {
        this.#resolve = resolve;
        this.#reject = reject;
      });
      if (this.#outcome) this.#settle(this.#outcome);
    }
    return this.#response;
  }

  /** Closes the connection, where the stream has not ended. */
  leave(): void {
    if (this.#outcome) return;
    const left = new ProviderError({ code: 'ABORTED', message: 'The stream was left before its end.' });
    this.#finish({ error: this.#run?.close(left) ?? left });
    this.#tell();
  }

  took(batch: Batch): void {
    this.#isReading = false;
    this.#queue.push(batch);
    if (this.#run?.finished) this.#finish({ response: this.#run.response() });
    this.#goOn();
  }

  failed(error: unknown): void {
    this.#isReading = false;
    this.#finish({ error });
    this.#goOn();
  }

  /** One read of the run into the queue; two are never under way at once. */
  #read(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    if (this.#run) return this.#run.read(this);
    this.#open(
      (run) => this.#start(run),
      (error) => this.failed(error),
    );
  }

  #start(run: StreamRun): void {
    // The consumer may have left meanwhile; nothing has been sent yet.
    if (this.#outcome) return;
    this.#run = run;
    run.read(this);
  }

  #goOn(): void {
    this.#tell();
    if (this.#isDraining && !this.#outcome) this.#read();
  }

  #tell(): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.told();
  }

  #finish(outcome: Outcome): void {
    if (this.#outcome) return;
    this.#outcome = outcome;
    this.#settle(outcome);
  }

  #settle(outcome: Outcome): void {
    if ('response' in outcome) return this.#resolve?.(outcome.response);
    // Whoever wants the error has the iterator, or this promise itself.
    this.#response?.catch(() => undefined);
    this.#reject?.(outcome.error);
  }
}
