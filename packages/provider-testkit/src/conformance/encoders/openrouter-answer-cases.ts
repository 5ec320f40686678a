import assert from 'node:assert/strict';
import type { Cost, ErrorCode } from '@modelport/core';
import { streamSteps } from '../backend.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { askForBody, askForChunks, chunk, completion, lastChunk } from './openrouter-chunks.js';

type Json = Record<string, unknown>;

const counts = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

/** What OpenRouter tells of an answer, and how it tells that a provider failed in the middle. */
export const openRouterAnswerCases: readonly ConformanceCase[] = [
  costCase('with-parts', {
    title: 'what an answer has cost is told, with its parts',
    usage: { cost: 0.0125, is_byok: false, cost_details: costs(null, 0.01, 0.0025) },
    expected: { total: 0.0125, input: 0.01, output: 0.0025 },
  }),
  costCase('alone', {
    title: 'a cost without parts has none',
    usage: { cost: 0.0125 },
    expected: { total: 0.0125 },
  }),
  costCase('free', {
    title: 'an answer that was free has cost nothing',
    usage: { cost: 0, cost_details: costs(0, 0, 0) },
    expected: { total: 0, input: 0, output: 0 },
  }),
  costCase('own-key', {
    title: 'with a key of one’s own the provider’s price comes on top of the fee',
    usage: { cost: 0.1, is_byok: true, cost_details: costs(0.25, 0.15, 0.05) },
    expected: { total: 0.35, input: 0.15, output: 0.05 },
  }),
  costCase('own-key-in-parts', {
    title: 'the provider’s price may be known by its parts alone',
    usage: { cost: 0.1, is_byok: true, cost_details: costs(null, 0.15, 0.05) },
    expected: { total: 0.3, input: 0.15, output: 0.05 },
  }),
  costCase('own-key-half', {
    title: 'a fee whose price is half known is no cost',
    usage: { cost: 0.1, is_byok: true, cost_details: costs(null, 0.15, null) },
    expected: undefined,
  }),
  costCase('own-key-other-half', {
    title: 'a fee whose price is known by its other half is no cost either',
    usage: { cost: 0.1, is_byok: true, cost_details: costs(null, null, 0.05) },
    expected: undefined,
  }),
  costCase('own-key-unknown', {
    title: 'a fee alone is no cost',
    usage: { cost: 0.1, is_byok: true },
    expected: undefined,
  }),
  costCase('other-key', {
    title: 'only `true` says that the key was one’s own',
    usage: { cost: 0.1, is_byok: 'yes', cost_details: costs(0.2, null, null) },
    expected: { total: 0.1 },
  }),
  costCase('none', { title: 'a cost that is not told is not known', usage: {}, expected: undefined }),
  costCase('nonsense', {
    title: 'a cost that is no amount is not known',
    usage: { cost: '0.1', cost_details: 7 },
    expected: undefined,
  }),
  {
    id: 'openrouter/usage-beside-the-reason',
    title: 'usage that comes with the reason, or with the reason again, is told once',
    reason: 'Fault F28: OpenRouter repeats the finish reason on the event that has the usage.',
    faults: ['F28', 'F29'],
    requires: ['wire'],
    async run(t) {
      const response = await askForChunks(t, [
        chunk({ content: 'Hi' }),
        lastChunk(),
        lastChunk({ usage: counts }),
      ]);
      const { inputTokens, outputTokens, totalTokens } = response.usage;
      assert.deepEqual([inputTokens, outputTokens, totalTokens], [10, 5, 15]);
      assert.deepEqual(
        [response.text, response.finishReason, response.rawFinishReason],
        ['Hi', 'stop', 'stop'],
      );
    },
  },
  {
    id: 'openrouter/processing',
    title: 'comments while a provider is waited for are no content, and keep the connection alive',
    reason: 'OpenRouter sends ": OPENROUTER PROCESSING" until the model’s provider answers.',
    faults: ['F25'],
    requires: ['wire'],
    async run(t) {
      const comment = ': OPENROUTER PROCESSING\n\n';
      const answer = [chunk({ content: 'Hi' }), lastChunk()].map(t.wire.frame);
      const waits = [comment, comment].flatMap((bytes) => [
        ...streamSteps(t.wire, [bytes], { open: true }).slice(1),
        { do: 'wait', ms: 40 } as const,
      ]);
      const [head, ...rest] = streamSteps(t.wire, answer);
      t.backend.reply('chat', [...(head ? [head] : []), ...waits, ...rest]);
      const { text, warnings } = await t.provider().stream('Hi', { idleTimeout: 500 }).response;
      assert.deepEqual([text, warnings], ['Hi', []]);
    },
  },
  failureCase('rate-limit', {
    title: 'a limit that is hit in the middle of an answer is an error like its HTTP twin',
    error: { code: 429, message: 'Rate limit exceeded', metadata: { error_type: 'rate_limit_exceeded' } },
    code: 'RATE_LIMITED',
  }),
  failureCase('provider', {
    title: 'a provider that fails in the middle of an answer is named in the error',
    error: {
      code: 502,
      message: 'Provider returned error',
      metadata: { provider_name: 'Acme', raw: 'upstream died' },
    },
    code: 'BACKEND_ERROR',
    says: /Acme/,
  }),
  failureCase('words', {
    title: 'a code in words says what is wrong as well',
    error: { code: 'server_error', message: 'Provider disconnected unexpectedly' },
    code: 'BACKEND_ERROR',
    says: /Provider disconnected/,
  }),
  {
    id: 'openrouter/choice-error',
    title: 'an error of the choice in a plain answer is an error, with what had come',
    reason: 'Fault F7: the status is 200, and there is a text; but its end is missing.',
    faults: ['F7'],
    requires: ['wire'],
    async run(t) {
      const error = { code: 502, message: 'Provider returned error' };
      const broken = completion(
        { content: 'Once upon' },
        { usage: counts },
        { error, finish_reason: 'error' },
      );
      await assert.rejects(askForBody(t, broken), (failure: { code: string; partial?: { text: string } }) => {
        assert.deepEqual([failure.code, failure.partial?.text], ['BACKEND_ERROR', 'Once upon']);
        return true;
      });
    },
  },
  {
    id: 'openrouter/error-body',
    title: 'a plain answer that is an error body for all its status of 200 is an error',
    reason: 'Fault F7: OpenRouter had begun to answer when its provider refused.',
    faults: ['F7'],
    requires: ['wire'],
    async run(t) {
      const body = { error: { code: 402, message: 'Insufficient credits' }, user_id: 'user_1' };
      await assert.rejects(askForBody(t, body), { code: 'INSUFFICIENT_FUNDS', retryable: false });
    },
  },
];

function costs(whole: number | null, prompt: number | null, completed: number | null): Json {
  return {
    upstream_inference_cost: whole,
    upstream_inference_prompt_cost: prompt,
    upstream_inference_completions_cost: completed,
  };
}

function costCase(
  name: string,
  {
    title,
    usage,
    expected,
  }: {
    readonly title: string;
    readonly usage: Json;
    readonly expected: Pick<Cost, 'total' | 'input' | 'output'> | undefined;
  },
): ConformanceCase {
  return {
    id: `openrouter/cost-${name}`,
    title,
    reason: 'Contract, `Usage.cost`: given where the backend tells; a credit of OpenRouter is a US dollar.',
    requires: ['wire'],
    async run(t: CaseContext) {
      const told = { usage: { ...counts, ...usage } };
      const cost = expected ? { ...expected, currency: 'USD', source: 'provider' } : null;
      const streamed = await askForChunks(t, [chunk({ content: 'Hi' }), lastChunk(told)]);
      assert.deepEqual(streamed.usage.cost, cost);
      assert.deepEqual((await askForBody(t, completion({ content: 'Hi' }, told))).usage.cost, cost);
    },
  };
}

function failureCase(
  name: string,
  { title, error, code, says = /./ }: { title: string; error: Json; code: ErrorCode; says?: RegExp },
): ConformanceCase {
  return {
    id: `openrouter/error-in-stream-${name}`,
    title,
    reason: 'Fault F23: the event has the finish reason "error", which must not look like an end.',
    faults: ['F23'],
    requires: ['wire'],
    async run(t) {
      const broken = chunk({ content: '' }, { error }, { finish_reason: 'error' });
      const asking = askForChunks(t, [chunk({ content: 'Hi' }), broken]);
      await assert.rejects(asking, (failure: Error & { code: string; partial?: { text: string } }) => {
        assert.deepEqual([failure.code, failure.partial?.text], [code, 'Hi']);
        assert.match(failure.message, says);
        return true;
      });
    },
  };
}
