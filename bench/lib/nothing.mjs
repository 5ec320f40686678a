// What a process loads that loads no library: a file like a contender's, and the request that they all send.
import './request.mjs';

/** A contender without a client. */
export const load = async () => ({});
