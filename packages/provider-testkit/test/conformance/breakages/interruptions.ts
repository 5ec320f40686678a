import { type ChatEvent, ProviderError } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';
import {
  asksForStream,
  isChat,
  isContent,
  madeUpFinish,
  streaming,
  withBody,
  withText,
} from './support/broken-answers.js';

export const interruptionsBreakages: Readonly<Record<string, Breakage>> = {
  // "The connection is closed, so the answer is over."
  'interruptions/lost-connection': streaming(
    (stream) =>
      async function* (request, call) {
        let sawContent = false;
        try {
          for await (const events of stream(request, call)) {
            sawContent ||= events.some(isContent);
            yield events;
          }
        } catch (error) {
          if (!sawContent || !ProviderError.isInstance(error) || error.code !== 'STREAM_INTERRUPTED')
            throw error;
          yield [madeUpFinish];
        }
      },
  ),
  // Parses what is left in the buffer as if it were an event.
  'interruptions/half-event': {
    send: async (send, request) => {
      const response = await send();
      if (!asksForStream(request) || response.status !== 200) return response;
      return withBody(response, async function* (body) {
        const decoder = new TextDecoder();
        let rest = '';
        for await (const bytes of body) {
          rest = (rest + decoder.decode(bytes, { stream: true })).split('\n').at(-1) ?? '';
          // What is longer is no event of the usual kind.
          if (rest.length > 10_000) rest = '';
          yield bytes;
        }
        const data = rest.replace(/^data: /, '');
        if (data !== '' && data !== '[DONE]') JSON.parse(data);
      });
    },
  },
  // Makes up a finish where none came, if all that came was well-formed.
  'interruptions/no-finish': streaming(
    (stream) =>
      async function* (request, call) {
        let sawText = false;
        let sawFinish = false;
        let isMalformed = false;
        const warn: typeof call.warn = (warning) => {
          isMalformed = true;
          call.warn(warning);
        };
        for await (const events of stream(request, { ...call, warn })) {
          sawText ||= events.some(({ type }) => type === 'text-delta');
          sawFinish ||= events.some(({ type }) => type === 'finish');
          yield events;
        }
        if (sawText && !sawFinish && !isMalformed) yield [madeUpFinish];
      },
  ),
  // Keeps tool calls for itself until the answer is whole.
  'interruptions/tool-call': streaming(
    (stream) =>
      async function* (request, call) {
        const held: ChatEvent[] = [];
        for await (const events of stream(request, call)) {
          const out: ChatEvent[] = [];
          for (const event of events) {
            if (event.type.startsWith('tool-call')) held.push(event);
            else out.push(...(event.type === 'finish' ? held.splice(0) : []), event);
          }
          yield out;
        }
      },
  ),
  'interruptions/plain-call': {
    send: async (send, request) => {
      const response = await send();
      if (asksForStream(request) || !isChat(request) || response.status !== 200) return response;
      return withText(response, await response.body.text().catch(() => ''));
    },
  },
  // Takes up a broken stream where it was: asks again, and leaves out what was said before.
  'interruptions/not-repeated': streaming(
    (stream) =>
      async function* (request, call) {
        let said = 0;
        try {
          for await (const events of stream(request, call)) {
            said += events.filter(isContent).length;
            yield events;
          }
        } catch (error) {
          if (said === 0 || !ProviderError.isInstance(error) || error.code !== 'STREAM_INTERRUPTED')
            throw error;
          for await (const events of stream(request, call)) {
            yield events.filter((event) => event.type === 'finish' || (isContent(event) && said-- <= 0));
          }
        }
      },
  ),
};
