/** Waits; `Infinity` waits for the signal alone. Rejects with its reason, and leaves no timer behind. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    if (milliseconds === 0) return resolve();
    const timer = milliseconds === Infinity ? undefined : setTimeout(done, milliseconds);
    signal.addEventListener('abort', aborted);
    function done(): void {
      signal.removeEventListener('abort', aborted);
      resolve();
    }
    function aborted(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      reject(signal.reason);
    }
  });
}
