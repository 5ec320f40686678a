import { ProviderError } from '@modelport/core';
import { httpError } from '@modelport/provider-utils';
import type { Breakage } from '../reference/breakage.js';
import {
  changed,
  failingStreams,
  refusingWith,
  tellingRefusals,
  withBody,
  withText,
} from './support/broken-answers.js';

const statusOfOthers = 'BACKEND_ERROR';

/** Sorts refusals by a table in which one is missing. */
const codes: Readonly<Record<string, Breakage>> = {
  'errors/request-invalid': refusingWith('REQUEST_INVALID', statusOfOthers),
  'errors/not-supported': refusingWith('NOT_SUPPORTED', statusOfOthers),
  'errors/auth-failed': refusingWithWords('AUTH_FAILED', 'PERMISSION_DENIED'),
  'errors/permission-denied': refusingWith('PERMISSION_DENIED', 'AUTH_FAILED'),
  'errors/insufficient-funds': refusingWith('INSUFFICIENT_FUNDS', 'RATE_LIMITED'),
  'errors/rate-limited': refusingWith('RATE_LIMITED', 'OVERLOADED'),
  'errors/model-not-found': refusingWith('MODEL_NOT_FOUND', statusOfOthers),
  'errors/context-length-exceeded': refusingWith('CONTEXT_LENGTH_EXCEEDED', 'REQUEST_INVALID'),
  'errors/content-filtered': refusingWith('CONTENT_FILTERED', 'REQUEST_INVALID'),
  'errors/overloaded': refusingWith('OVERLOADED', statusOfOthers),
  'errors/backend-error': refusingWithWords(statusOfOthers, 'OVERLOADED'),
};

const details: Readonly<Record<string, Breakage>> = {
  'errors/status': tellingRefusals({ status: undefined }),
  'errors/words': failingStreams(({ error }) =>
    error.code === 'REQUEST_INVALID' ? changed(error, { message: 'The request was refused.' }) : error,
  ),
  'errors/context-numbers': failingStreams(({ error }) =>
    error.code === 'CONTEXT_LENGTH_EXCEEDED' ? changed(error, { message: 'The prompt is too long.' }) : error,
  ),
  'errors/provider': tellingRefusals({ provider: 'Reference' }),
  'errors/request-id': tellingRefusals({ requestId: undefined }),
  'errors/headers': tellingRefusals({ headers: { 'content-type': 'application/json' } }),
  'errors/rate-limit': tellingRefusals({ rateLimit: undefined }),
  'errors/plain-call': {
    driver: (driver) => ({
      ...driver,
      chat: async (request, call) => {
        try {
          return (await driver.chat?.(request, call)) ?? [];
        } catch (error) {
          // Only for what it knows: the rest goes on as it is.
          const isRefusal = ProviderError.isInstance(error) && error.status === 401;
          throw isRefusal ? new Error(`The request failed: ${error.message}`) : error;
        }
      },
    }),
  },
};

/** Read the body of a refusal as if it were always what the backend itself writes. */
const bodies: Readonly<Record<string, Breakage>> = {
  'errors/web-page': {
    send: async (send) => {
      const response = await send();
      const isPage = response.headers.get('content-type')?.includes('html');
      if (response.status >= 400 && isPage) throw new SyntaxError("Unexpected token '<'");
      return response;
    },
  },
  'errors/empty-body': {
    send: async (send) => {
      const response = await send();
      const isEmpty = response.headers.get('content-length') === '0';
      if (response.status >= 400 && isEmpty) throw new SyntaxError('Unexpected end of JSON input');
      return response;
    },
  },
  'errors/plain-text': {
    send: async (send) => {
      const response = await send();
      if (response.status < 400 || !response.headers.get('content-type')?.includes('text/plain'))
        return response;
      const text = await response.body.text();
      if (text !== '') throw new SyntaxError(`Unexpected token '${text[0]}'`);
      return withText(response, text);
    },
  },
  'errors/other-json': {
    send: async (send) => {
      const response = await send();
      if (response.status < 400 || !response.headers.get('content-type')?.includes('json')) return response;
      const text = await response.body.text();
      const { error } = JSON.parse(text) as { error?: { message: string } };
      if (error === undefined) throw new TypeError("Cannot read properties of undefined (reading 'message')");
      return withText(response, text);
    },
  },
  'errors/cut-body': {
    send: async (send) => {
      const response = await send();
      return response.status < 400 ? response : withText(response, await response.body.text());
    },
  },
  'errors/long-message': {
    send: async (send, request, call) => {
      const response = await send();
      if (response.status < 400 || !response.headers.get('content-type')?.includes('json')) return response;
      const body = await response.body.text();
      const secrets = [call.apiKey];
      const error = httpError({ ...response, body: JSON.parse(body), secrets });
      throw changed(error, { message: `${error.message} The whole answer of ${request.url}: ${body}` });
    },
  },
};

const labels = ['BACKEND_UNREACHABLE', 'STREAM_INTERRUPTED', 'RESPONSE_INVALID', 'AUTH_FAILED'];

const events: Readonly<Record<string, Breakage>> = {
  // An error event is taken for a malformed event, as long as nothing came before it.
  'errors/first-event': failingStreams(({ error, sawContent }) => {
    const isEvent = error.headers === undefined && !sawContent && !labels.includes(error.code);
    return isEvent ? changed(error, { code: 'RESPONSE_INVALID', retryable: error.retryable }) : error;
  }),
  // Whatever goes wrong after the first content is a lost connection.
  'errors/mid-stream': failingStreams(({ error, sawContent }) =>
    sawContent && error.code === 'BACKEND_ERROR' ? changed(error, { code: 'STREAM_INTERRUPTED' }) : error,
  ),
  'errors/mid-stream-words': failingStreams(({ error, sawContent }) =>
    sawContent && error.code === 'BACKEND_ERROR' ? changed(error, { message: 'The stream failed.' }) : error,
  ),
  // Notes the error, and finds everything well when the end marker comes.
  'errors/mid-stream-and-end-marker': {
    send: async (send) => {
      const response = await send();
      return withBody(response, async function* (body) {
        let held: Uint8Array | undefined;
        for await (const bytes of body) {
          const text = new TextDecoder().decode(bytes);
          if (held !== undefined && text.includes('[DONE]')) {
            held = new TextEncoder().encode('data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n');
          }
          if (held !== undefined) yield held;
          held = undefined;
          if (text.startsWith('data: {"error"')) held = bytes;
          else yield bytes;
        }
        if (held !== undefined) yield held;
      });
    },
  },
};

/** The same mistake where only the backend's own words name the kind: what has no words of its own is sorted by status. */
function refusingWithWords(code: string, other: string): Breakage {
  return failingStreams(({ error }) => {
    const { retryable, headers, message } = error;
    const isJson = headers?.['content-type']?.includes('json') === true;
    const isWorded = error.code === code && isJson && !message.includes('without a message');
    return isWorded ? changed(error, { code: other, retryable }) : error;
  });
}

export const errorsBreakages: Readonly<Record<string, Breakage>> = {
  ...codes,
  ...details,
  ...bodies,
  ...events,
};
