import type { Breakage } from '../reference/breakage.js';
import { asksForStream, isChat, withAnswer, withText } from './support/broken-answers.js';

export const falseSuccessBreakages: Readonly<Record<string, Breakage>> = {
  // Takes what is no JSON for the text of the answer.
  'false-success/web-page': {
    send: async (send, request) => {
      const response = await send();
      const isPage = response.headers.get('content-type')?.includes('html');
      if (response.status > 299 || !isPage || !isChat(request)) return response;
      return withAnswer(response, await response.body.text());
    },
  },
  'false-success/empty-body': {
    send: async (send, request) => {
      const response = await send();
      const isEmpty = response.headers.get('content-length') === '0';
      return response.status === 200 && isEmpty && isChat(request) ? withAnswer(response, '') : response;
    },
  },
  'false-success/no-content': {
    send: async (send, request) => {
      const response = await send();
      return response.status === 204 && isChat(request) ? withAnswer(response, '') : response;
    },
  },
  // `chunk.choices?.[0] ?? {}`
  'false-success/other-json': {
    chunk: (chunk) =>
      chunk.choices === undefined && 'status' in chunk
        ? { ...chunk, choices: [{ message: {}, finish_reason: 'stop' }] }
        : chunk,
  },
  // Repairs JSON that is cut off.
  'false-success/half-json': {
    send: async (send, request) => {
      const response = await send();
      if (asksForStream(request) || !isChat(request) || response.status !== 200) return response;
      const text = await response.body.text();
      return text.startsWith('{') && !text.endsWith('}')
        ? withAnswer(response, '')
        : withText(response, text);
    },
  },
  // Looks for an answer alone.
  'false-success/error-body': {
    send: async (send, request) => {
      const response = await send();
      const isJson = response.headers.get('content-type')?.includes('json');
      if (!isChat(request) || response.status !== 200 || !isJson) return response;
      const text = await response.body.text();
      return withText(response, text.startsWith('{"error"') ? '{}' : text);
    },
  },
  'false-success/wrong-content-type': {
    send: async (send, request) => {
      const response = await send();
      const isText = response.headers.get('content-type')?.includes('text/plain');
      return isChat(request) && response.status === 200 && isText ? withAnswer(response, '') : response;
    },
  },
  // Reads `delta` and nothing else, where it asked for a stream.
  'false-success/plain-answer-to-stream': {
    chunk: (chunk, stream) =>
      stream
        ? {
            ...chunk,
            ...(chunk.choices && {
              choices: chunk.choices.map(({ message: _message, ...choice }) => choice),
            }),
          }
        : chunk,
  },
};
