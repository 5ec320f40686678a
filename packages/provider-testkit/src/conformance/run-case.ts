import { inspect } from 'node:util';
import { type CaseContext, type CaseTransport, openContext } from './case-context.js';
import type { ConformanceCase } from './conformance-case.js';
import { whyNot } from './requirements.js';
import type { ConformanceSubject } from './subject.js';
import { inTime } from './within.js';

/** How one case ended. */
export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly transport: CaseTransport;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped. */
  readonly reason?: string | undefined;
  /** Why it failed. */
  readonly error?: Error | undefined;
}

/** How cases are run. */
export interface RunOptions {
  /** Over which transports. Default: both. */
  readonly transports?: readonly CaseTransport[] | undefined;
  /** Which cases, by id or by the part before `/`. Default: all. */
  readonly only?: readonly string[] | undefined;
  /** `next`: cases of that level count, too. Default: only those of today. */
  readonly level?: 'next' | undefined;
  /** Milliseconds after which a case that hangs has failed. Default 30,000. */
  readonly caseTimeout?: number | undefined;
}

/** Runs one case. Never rejects. */
export async function runCase(
  oneCase: ConformanceCase,
  subject: ConformanceSubject,
  transport: CaseTransport,
  { level, caseTimeout = 30_000 }: RunOptions = {},
): Promise<CaseResult> {
  const { id, title } = oneCase;
  const skipped = (reason: string): CaseResult => ({ id, title, transport, status: 'skipped', reason });
  const failed = (error: Error): CaseResult => ({ id, title, transport, status: 'failed', error });
  const known = knownFailure(oneCase, subject, transport);
  const { error, skip } = await outcomeOf(oneCase, subject, { transport, caseTimeout });
  if (known !== undefined) {
    if (error) return skipped(`known to fail: ${known}`);
    const why = skip === undefined ? 'it passes' : `it does not concern this provider: ${skip}`;
    return failed(
      new Error(`${id} is listed in knownFailing ("${known}"), but ${why}. Take it off the list.`),
    );
  }
  if (skip !== undefined) return skipped(skip);
  if (error === undefined) return { id, title, transport, status: 'passed' };
  if (oneCase.level === 'next' && level !== 'next') {
    return skipped(`will be required by the next level: ${error.message.split('\n', 1)}`);
  }
  return failed(error);
}

/**
 * Why a case will be skipped, told without running it; `undefined`: it has to pass. What is declared is believed here, and
 * a case of the next level is taken for one of today.
 * @throws what the driver throws where it cannot be made.
 */
export function expectedSkip(
  oneCase: ConformanceCase,
  subject: ConformanceSubject,
  transport: CaseTransport,
): string | undefined {
  const known = knownFailure(oneCase, subject, transport);
  if (known !== undefined) return `known to fail: ${known}`;
  return missingFor(oneCase, subject) ?? deniedCapability(oneCase, subject);
}

function knownFailure(
  { id }: ConformanceCase,
  { knownFailing }: ConformanceSubject,
  transport: CaseTransport,
): string | undefined {
  return knownFailing?.[id] ?? knownFailing?.[`${id} over ${transport}`];
}

/** What the case requires and the subject lacks, but for the capability that the case itself proves. */
function missingFor(oneCase: ConformanceCase, subject: ConformanceSubject): string | undefined {
  const requires = (oneCase.requires ?? []).filter((name) => name !== oneCase.proves);
  return whyNot({ ...oneCase, requires }, subject);
}

function deniedCapability(
  { proves }: ConformanceCase,
  { definition }: ConformanceSubject,
): string | undefined {
  return proves !== undefined && definition.capabilities[proves] === false
    ? `${proves} is declared false`
    : undefined;
}

interface Outcome {
  readonly error?: Error | undefined;
  /** Why there is nothing to see. */
  readonly skip?: string | undefined;
}

async function outcomeOf(
  oneCase: ConformanceCase,
  subject: ConformanceSubject,
  how: { readonly transport: CaseTransport; readonly caseTimeout: number },
): Promise<Outcome> {
  try {
    const skip = missingFor(oneCase, subject);
    if (skip !== undefined) return { skip };
  } catch (error) {
    return { error: asError(error) };
  }
  const denied = deniedCapability(oneCase, subject);
  if (denied === undefined) return { error: await attempt(oneCase, subject, how) };
  if (await attempt(oneCase, allowing(oneCase, subject), how)) return { skip: denied };
  const advice = 'Leave it out of the capabilities, or set it to true.';
  return { error: new Error(`${denied}, but this works: ${oneCase.title}. ${advice}`) };
}

/** The same subject, with the capability that a case proves declared `true`. */
function allowing({ proves }: ConformanceCase, subject: ConformanceSubject): ConformanceSubject {
  if (proves === undefined) return subject;
  const { definition } = subject;
  const capabilities = { ...definition.capabilities, [proves]: true };
  return { ...subject, definition: { ...definition, capabilities } };
}

/** Runs a case with all that it needs, and takes that down behind it, even where the provider hangs. */
async function attempt(
  oneCase: ConformanceCase,
  subject: ConformanceSubject,
  { transport, caseTimeout }: { readonly transport: CaseTransport; readonly caseTimeout: number },
): Promise<Error | undefined> {
  const hangs = `${oneCase.id} did not end within ${caseTimeout} ms: the provider hangs.`;
  try {
    const open = await openContext(subject, transport);
    const failure = await failureOf(inTime(runIn(open.context, oneCase), caseTimeout, hangs));
    const closing = await failureOf(open[Symbol.asyncDispose]());
    return failure ?? closing;
  } catch (error) {
    return asError(error);
  }
}

/** A case may be synchronous. */
async function runIn(context: CaseContext, oneCase: ConformanceCase): Promise<void> {
  await oneCase.run(context);
}

function failureOf(promise: PromiseLike<void>): PromiseLike<Error | undefined> {
  return promise.then(() => undefined, asError);
}

/** Whatever was thrown. */
function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new Error(`${inspect(thrown)} was thrown, which is no Error.`, { cause: thrown });
}
