import type { TransportRequest, TransportResponse } from '@modelport/provider-utils';

/**
 * Beside what `fetch` takes: what a transport of ours is asked with that sends through a client on `createFetch()`, and what it
 * is told. It sees redirects, by `redirect: 'manual'`, unless this transport has followed them.
 */
export interface TransportHooks {
  readonly modelportTransport: Pick<TransportRequest, 'onConnecting' | 'onConnected'> & {
    /** An answer, and what takes that of the transport in its place: `undefined` once somebody has touched it. */
    onAnswer(answer: object, take: () => TransportResponse | undefined): void;
    /** What is thrown, and the error that it stands for. */
    onFailure(thrown: unknown, error: unknown): void;
  };
}
