import type { RawConnection } from '../network/raw-server.js';

/**
 * What a promise gives, if it does so in time. May be left alone: where a case fails before it waits for this, nothing is
 * reported of it. @throws Error that says what did not happen.
 */
export function within<Value>(promise: Promise<Value>, what: string, ms = 5_000): Promise<Value> {
  return inTime(promise, ms, `${what} did not happen within ${ms} ms.`);
}

/** The same, with the whole message of the error. */
export function inTime<Value>(promise: Promise<Value>, ms: number, message: string): Promise<Value> {
  const result = race(promise, ms, message);
  result.catch(() => undefined);
  return result;
}

async function race<Value>(promise: Promise<Value>, ms: number, message: string): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(message)), ms);
  });
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until the provider has closed a connection. @throws Error where it does not, or the backend did it. */
export async function closedByClient(connection: RawConnection | undefined): Promise<void> {
  if (connection === undefined) throw new Error('No connection was opened.');
  const { by } = await within(connection.closed, 'The closing of the connection by the provider');
  if (by !== 'client') throw new Error('The connection was closed by the backend, not by the provider.');
}
