import { createTransport } from '@modelport/provider-utils';
import type { Breakage } from '../reference/breakage.js';
import { asksForStream, withAnswer } from './support/broken-answers.js';

const ownTransport = createTransport();

export const transportBreakages: Readonly<Record<string, Breakage>> = {
  // Lists models in a way of its own.
  'transport/given-fetch': {
    send: (send, request) => (request.url.endsWith('/models') ? ownTransport(request) : send()),
  },
  // Looks for a system code alone.
  'transport/fetch-failure': {
    send: async (send) => {
      try {
        return await send();
      } catch (error) {
        const { code, cause } = error as { code?: string; cause?: { code?: string } };
        const isUnknown = code === 'BACKEND_UNREACHABLE' && cause?.code === undefined;
        throw isUnknown ? new Error('The request failed.') : error;
      }
    },
  },
  // `new URL('/v1/chat/completions', baseUrl)`
  'transport/path-prefix': {
    request: (request) => ({
      ...request,
      url: new URL(request.url.replace(/^.*\/v1\//, '/v1/'), request.url).href,
    }),
  },
  // Takes a body whose length is known for a plain answer.
  'transport/content-length': {
    send: async (send, request) => {
      const response = await send();
      const isStream = response.headers.get('content-type')?.includes('event-stream');
      const isWhole = response.headers.get('content-length') !== undefined;
      return asksForStream(request) && isStream && isWhole ? withAnswer(response, '') : response;
    },
  },
};
