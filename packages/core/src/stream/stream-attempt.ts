import type { Call } from '../call/call.js';
import type { ChatEvent } from '../contract.js';
import { quietly } from '../quietly.js';
import type { Collector } from './collector.js';

type Batch = readonly ChatEvent[];
type Read = IteratorResult<Batch, unknown>;

/** Who is told of each read of an attempt, once. */
export interface AttemptOwner {
  /** What may be handed on of a read; never empty. */
  attemptTook(batch: Batch): void;
  /** The driver's iterator has come to its end before the answer did. */
  attemptEnded(): void;
  attemptFailed(reason: unknown): void;
}

/**
 * One attempt of a chat call: reads the batches of one iterator of the driver into a collector. Written with functions that
 * are told, not promises that are awaited: each of those would be one more for every read.
 */
export class StreamAttempt {
  readonly collector: Collector;
  readonly #call: Call;
  readonly #owner: AttemptOwner;
  #iterator: AsyncIterator<Batch> | undefined;
  #sawEvent = false;
  /** Whether somebody waits for a read. What comes when nobody does, comes too late. */
  #isReading = false;

  constructor(call: Call, collector: Collector, owner: AttemptOwner) {
    this.#call = call;
    this.collector = collector;
    this.#owner = owner;
  }

  /** Begins with the first read; `iterator` is what the driver was asked for. */
  open(iterator: AsyncIterator<Batch>): void {
    this.#iterator = iterator;
    this.read();
  }

  /** The same for a driver that was asked for a plain answer, which is one batch and has no iterator. */
  openPlain(answer: Promise<Batch>): void {
    this.#beginRead();
    // A promise of the platform is taken as it is, anything else a driver gives becomes one.
    Promise.resolve(answer).then((batch) => this.#onBatch(batch), this.#onFailure);
  }

  /** Reads until there is something to hand on; two reads are never under way at once. */
  read(): void {
    if (!this.#iterator) return this.#owner.attemptEnded();
    if (!this.#beginRead()) return;
    try {
      Promise.resolve(this.#iterator.next() as Promise<Read>).then(this.#onRead, this.#onFailure);
    } catch (reason) {
      this.#onFailure(reason);
    }
  }

  /** It is over: lets go of the driver's iterator; one that never settles must not hold the call up. */
  release(): void {
    this.#isReading = false;
    const iterator = this.#iterator;
    this.#iterator = undefined;
    if (iterator) quietly(() => iterator.return?.());
  }

  /** Hands the driver's iterator over to whoever reads what comes after the answer. */
  takeIterator(): AsyncIterator<Batch> | undefined {
    const iterator = this.#iterator;
    this.#iterator = undefined;
    return iterator;
  }

  /** @returns whether the call goes on. */
  #beginRead(): boolean {
    this.#isReading = true;
    this.#call.beginRead(this.#sawEvent, this.#onFailure);
    return this.#isReading;
  }

  readonly #onRead = (read: Read): void => {
    if (!this.#isReading) return;
    let batch: Batch;
    try {
      const { done, value } = read;
      if (done) return this.#owner.attemptEnded();
      batch = value;
    } catch (reason) {
      return this.#onFailure(reason);
    }
    this.#onBatch(batch);
  };

  readonly #onFailure = (reason: unknown): void => {
    if (this.#isReading) this.#owner.attemptFailed(reason);
  };

  #onBatch(batch: Batch): void {
    if (!this.#isReading) return;
    let out: Batch;
    try {
      this.#call.endRead();
      out = this.#take(batch);
    } catch (reason) {
      return this.#onFailure(reason);
    }
    const { pending } = this.collector;
    if (pending) this.#call.wait(pending).then(() => this.#handOn(out), this.#onFailure);
    else this.#handOn(out);
  }

  #handOn(out: Batch): void {
    if (!this.#isReading) return;
    if (out.length === 0) return this.read();
    this.#isReading = false;
    this.#owner.attemptTook(out);
  }

  #take(batch: Batch): Batch {
    const { collector } = this;
    const { hasContent } = collector;
    const out = collector.push(batch);
    if (!this.#sawEvent && batch.length > 0) {
      this.#sawEvent = true;
      this.#call.sawFirstEvent(this.#call.observed ? collector.observed : undefined);
    }
    if (!hasContent && collector.hasContent) this.#call.sawFirstContent();
    return out;
  }
}
