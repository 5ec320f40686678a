import { createTransport } from '@modelport/provider-utils';
import type { FetchOptions, PlatformFetch } from './fetch-options.js';
import { FetchedResponse } from './fetched-response.js';
import { likeFetch } from './like-fetch.js';
import { asPlatformFetch, platformFetch } from './platform-fetch.js';
import { toTransportRequest } from './to-transport-request.js';
import type { TransportHooks } from './transport-hooks.js';

/** On Node, a function like `fetch` over our transport. What that would do differently goes to the global `fetch`. */
export function createPlatformFetch({ agent }: FetchOptions): PlatformFetch {
  const transport = createTransport({ agent });

  return asPlatformFetch(async (input, init?: RequestInit & Partial<TransportHooks>) => {
    const request = toTransportRequest(input, init);
    if (request === undefined) return platformFetch(input, init);
    const hooks = init?.modelportTransport;
    try {
      const answer = new FetchedResponse(request, await transport(request));
      hooks?.onAnswer(answer, () => FetchedResponse.take(answer));
      return answer;
    } catch (error) {
      const thrown = likeFetch(error, 'fetch failed', request.signal);
      hooks?.onFailure(thrown, error);
      throw thrown;
    }
  });
}
