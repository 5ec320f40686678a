import { type DriverRequest, ProviderError } from '@modelport/core';
import { checkAnswer, checkReplies, checkReply } from './check-reply.js';
import type { MockAnswer, MockReply, MockReplyFunction } from './mock-reply.js';

/** What follows the last reply of a script. */
export type WhenExhausted = 'error' | 'repeat-last';

/** Replies in order and a record of what was asked. Several providers may share one. */
export interface MockScript {
  /** The chat requests received so far, oldest first; each attempt of a call is one. */
  readonly requests: readonly DriverRequest[];
  /** How many replies have not been given yet; `Infinity` where a function gives them. */
  readonly remaining: number;
  /** Adds replies to the end. @throws ProviderError `SETTING_INVALID` */
  add(...replies: readonly MockReply[]): void;
  /** Forgets the requests and starts again with the first reply. */
  reset(): void;
  /** Takes the next reply. For drivers. @throws ProviderError `MOCK_SCRIPT_EXHAUSTED` */
  answer(request: DriverRequest): Promise<MockAnswer>;
}

/** What a script is made from, beside its replies. */
export interface MockScriptOptions {
  /** What follows the last reply: an error, or that reply again. Default `error`. */
  readonly onExhausted?: WhenExhausted | undefined;
}

/**
 * Makes a script to give to `createProvider('mock', { script })`. A single function answers every request.
 * @throws ProviderError `SETTING_INVALID`, naming the field that is wrong: `replies[2].toolCalls[0].name`.
 */
export function createMockScript(
  replies: readonly MockReply[] | MockReplyFunction,
  { onExhausted = 'error' }: MockScriptOptions = {},
): MockScript {
  checkReplies(replies);
  const list: MockReply[] = [];
  const requests: DriverRequest[] = [];
  let given = 0;

  function add(...more: readonly MockReply[]): void {
    more.forEach((reply, index) => {
      checkReply(reply, `replies[${list.length + index}]`);
    });
    list.push(...more);
  }

  function next(): readonly [reply: MockReply, path: string] {
    if (typeof replies === 'function') return [replies, 'replies'];
    if (given === list.length && onExhausted === 'error') throw exhausted(list.length);
    const index = given < list.length ? given++ : list.length - 1;
    const reply = list[index];
    if (reply === undefined) throw exhausted(list.length);
    return [reply, `replies[${index}]`];
  }

  if (typeof replies !== 'function') add(...replies);
  return {
    requests,
    get remaining() {
      return typeof replies === 'function' ? Infinity : list.length - given;
    },
    add,
    reset() {
      requests.length = 0;
      given = 0;
    },
    async answer(request) {
      requests.push(request);
      const [reply, path] = next();
      const answer = typeof reply === 'function' ? await reply(request) : reply;
      if (typeof reply === 'function') checkAnswer(answer, `${path}(request)`);
      return typeof answer === 'string' ? { text: answer } : answer;
    },
  };
}

function exhausted(length: number): ProviderError {
  return new ProviderError({
    code: 'MOCK_SCRIPT_EXHAUSTED',
    retryable: false,
    message: `The mock's script has no reply left: all ${length} were given. Add one, or set onExhausted to "repeat-last". Each attempt of a call takes one reply.`,
  });
}
