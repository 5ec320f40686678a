import assert from 'node:assert/strict';
import { streamSteps } from '../backend.js';
import type { ConformanceCase } from '../conformance-case.js';
import { lastLine, line } from './ollama-lines.js';

const metrics = {
  total_duration: 2_500_000_000,
  prompt_eval_count: 12,
  prompt_eval_duration: 60_000_000,
  eval_count: 8,
  eval_duration: 400_000_000,
};

/** What a plain answer may look like: one line that says all. */
export const ollamaWholeCases: readonly ConformanceCase[] = [
  {
    id: 'ollama/whole-counts-and-times',
    title: 'counts and times of a plain answer are told like those of a stream',
    reason: 'Contract, `Usage` and `Timings`: a plain answer has them in the same fields.',
    requires: ['wire', 'driver:chat'],
    async run(t) {
      t.backend.reply('chat', { body: lastLine({ content: 'Hi' }, metrics) });
      const { usage, timings } = await t.provider().chat('Hi');
      assert.deepEqual([usage.inputTokens, usage.outputTokens], [12, 8]);
      assert.deepEqual([timings?.inputMs, timings?.outputMs], [60, 400]);
      assert.equal(timings?.outputTokensPerSecond, 20);
    },
  },
  {
    id: 'ollama/whole-not-done',
    title: 'a plain answer that is not done is a cut one',
    reason: 'Fault F22: only `done` says that all has come, of a plain answer as well.',
    faults: ['F22'],
    requires: ['wire', 'driver:chat'],
    async run(t) {
      t.backend.reply('chat', { body: line({ content: 'Hi' }) });
      await assert.rejects(t.provider().chat('Hi'), { code: 'STREAM_INTERRUPTED' });
    },
  },
  {
    id: 'ollama/unasked-lines',
    title: 'lines in place of a plain answer are read as one',
    reason: 'Servers that imitate Ollama, and proxies, stream whatever they are asked for.',
    requires: ['wire', 'driver:chat'],
    async run(t) {
      const lines = [line({ thinking: 'Hm' }), line({ content: 'Hel' }), line({ content: 'lo' })];
      const frames = lines.map((one) => t.wire.frame(one));
      t.backend.reply('chat', streamSteps(t.wire, [...frames, t.wire.frame(lastLine())]));
      const { text, reasoning } = await t.provider().chat('Hi');
      assert.deepEqual([text, reasoning], ['Hello', 'Hm']);
      t.backend.reply('chat', streamSteps(t.wire, frames));
      await assert.rejects(t.provider().chat('Hi'), { code: 'STREAM_INTERRUPTED' });
    },
  },
  {
    id: 'ollama/whole-logprobs',
    title: 'the log probabilities of a plain call are those of its text',
    reason:
      'Contract, `ChatResponse.logprobs`. A plain answer joins them with those of the thoughts; the lines of a stream tell them apart.',
    requires: ['wire', 'driver:chat', 'logprobs'],
    async run(t) {
      const thought = { logprobs: [{ token: 'Hm', logprob: -9 }] };
      const said = { logprobs: [{ token: 'Hi', logprob: -0.5 }] };
      const lines = [line({ thinking: 'Hm' }, thought), line({ content: 'Hi' }, said), lastLine()];
      const joined = { logprobs: [...thought.logprobs, ...said.logprobs] };
      const whole = lastLine({ content: 'Hi', thinking: 'Hm' }, joined);
      const frames = lines.map((one) => t.wire.frame(one));
      t.backend.reply('chat', (request) =>
        t.wire.isStreamed(request) ? streamSteps(t.wire, frames) : { body: whole },
      );
      const { logprobs, reasoning } = await t.provider().chat({ messages: 'Hi', logprobs: true });
      assert.deepEqual([reasoning, logprobs], ['Hm', said.logprobs]);
    },
  },
];
