import type { RawConnection } from '../network/raw-server.js';
import type { RawRequest } from '../network/request-reader.js';

/** One thing that a faulty server does with a connection. */
export type Step =
  /** Writes bytes, in a write of their own. */
  | { readonly do: 'send'; readonly bytes: string | Uint8Array }
  /** Does nothing for so many milliseconds. */
  | { readonly do: 'wait'; readonly ms: number }
  /** Writes the same bytes over and over, as fast as the client reads, until it hangs up. */
  | { readonly do: 'repeat'; readonly bytes: string | Uint8Array }
  /** Says nothing more, until the client hangs up. */
  | { readonly do: 'stay-silent' }
  /** Closes the connection in the regular way (FIN). */
  | { readonly do: 'end' }
  /** Resets the connection (RST). */
  | { readonly do: 'reset' };

/**
 * The answer to one request. When the steps are over and none has closed the connection, it stays open for the
 * next request.
 */
export type Script = readonly Step[] | ((request: RawRequest, connection: RawConnection) => readonly Step[]);

/** A script for each request in turn; the last one repeats. Faults are put one after the other with `[...a, ...b]`. */
export type Fault = readonly Script[];
