import type { TransportHeaders } from '../../src/transport/transport.js';

/** Response headers of a record with lower-case names. */
export function headersOf(record: Readonly<Record<string, string>>): TransportHeaders {
  return { get: (name) => record[name.toLowerCase()], entries: () => Object.entries(record) };
}
