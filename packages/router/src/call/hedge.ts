import { modelOf } from './attempts.js';
import type { Answered, Exchange, RoutedCall } from './routed-call.js';
import type { Turn } from './turn.js';

/** One of two attempts that run beside each other. */
interface Runner<Result> {
  readonly turn: Turn;
  readonly done: Promise<Answered<Result> | undefined>;
  readonly stopper: AbortController;
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

/** An attempt with a signal of its own, which follows the caller's until the turn is over. */
function start<Result>(call: RoutedCall, turn: Turn, exchange: Exchange<Result>): Runner<Result> {
  const stopper = new AbortController();
  const { signal } = call.options;
  // What is no signal is refused by its name.
  if (signal && typeof signal.addEventListener !== 'function')
    return { turn, stopper, done: call.attempt(turn, exchange, signal) };
  const follow = () => stopper.abort(signal?.reason);
  signal?.addEventListener('abort', follow, { once: true });
  turn.onEnd = () => signal?.removeEventListener('abort', follow);
  if (signal?.aborted) follow();
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
    if (!isDone) return start(call, turn, exchange);
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
  stopper.abort();
}
