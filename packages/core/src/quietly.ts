/** For what may fail unheard: nobody waits for it any more, or nobody may be disturbed by it. */
export function quietly(action: () => unknown): void {
  new Promise((resolve) => resolve(action())).catch(() => undefined);
}
