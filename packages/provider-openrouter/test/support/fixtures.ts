import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../fixtures/', import.meta.url);

/** A documented answer, byte for byte. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, folder)));
}

/** The names of all documented answers that begin so. */
export function fixtures(prefix: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith(prefix));
}
