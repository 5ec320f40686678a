import { modelOf } from './attempts.js';
import type { Answered, Exchange } from './exchange.js';
import type { RoutedCall } from './routed-call.js';
import { type Stopper, stopperFor } from './stopper.js';
import type { Turn } from './turn.js';

/** One of two attempts that run beside each other. */
interface Runner<Result> {
  readonly turn: Turn;
  readonly done: Promise<Answered<Result> | undefined>;
  readonly stopper: Stopper;
}

/**
 * Asks a second target as well, where the first has not answered after `delayMs`. Who answers first, wins; the other is
 * stopped. One that fails leaves the call to the other.
 */
export async function hedge<Result>(
  call: RoutedCall,
  turn: Turn,
  exchange: Exchange<Result>,
  delayMs: number,
): Promise<Answered<Result> | undefined> {
  const first = start(call, turn, exchange);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, delayMs, 'late');
  });
  const early = await Promise.race([first.done, late]).finally(() => clearTimeout(timer));
  if (early !== 'late') return early;
  const second = await startBeside(call, first, exchange);
  return second ? race(call, first, second) : first.done;
}

function start<Result>(call: RoutedCall, turn: Turn, exchange: Exchange<Result>): Runner<Result> {
  const stopper = stopperFor(call, turn, call.attemptTime);
  return { turn, stopper, done: call.attempt(turn, exchange, stopper.signal) };
}

async function startBeside<Result>(
  call: RoutedCall,
  first: Runner<Result>,
  exchange: Exchange<Result>,
): Promise<Runner<Result> | undefined> {
  let isDone = false;
  const done = () => {
    isDone = true;
  };
  first.done.then(done, done);
  try {
    const turn = await call.turnBeside(first.turn);
    if (!turn) return undefined;
    if (!isDone) {
      const second = start(call, turn, exchange);
      first.stopper.limit(call.attemptTime);
      return second;
    }
    // The store of its limits took longer than the first target.
    call.drop(turn);
    return undefined;
  } catch (reason) {
    stop(call, first);
    throw reason;
  }
}

async function race<Result>(
  call: RoutedCall,
  first: Runner<Result>,
  second: Runner<Result>,
): Promise<Answered<Result> | undefined> {
  const ended = (runner: Runner<Result>) => runner.done.then((answered) => ({ answered, runner }));
  let winner: Runner<Result> | undefined;
  try {
    const { answered, runner } = await Promise.race([ended(first), ended(second)]);
    const other = runner === first ? second : first;
    winner = answered ? runner : other;
    return answered ?? (await other.done);
  } finally {
    for (const runner of [first, second]) if (runner !== winner) stop(call, runner);
  }
}

/** Closes the connection of an attempt that another one has made needless. */
function stop<Result>(call: RoutedCall, { turn, stopper }: Runner<Result>): void {
  if (turn.isOver) return;
  const { name: provider } = turn.target;
  call.attempts.push({
    ...{ provider, ...modelOf(turn) },
    durationMs: turn.durationMs,
    code: 'ABORTED',
    reason: 'Another target was faster.',
  });
  turn.dropped();
  stopper.stop();
}
