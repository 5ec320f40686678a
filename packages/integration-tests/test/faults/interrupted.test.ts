import {
  type ErrorDialect,
  faults,
  startFaultyServer,
  unfinishedFrames,
  wholeStream,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { bare, delta, finish, frame, said, streaming } from './support/frames.js';
import { failureOf, readStream, rejectionOf } from './support/read-stream.js';
import { shortRetryDelays } from './support/short-retry-delays.js';
import { onBothTransports } from './support/transports.js';

const cuts = (['end', 'reset'] as const).flatMap((how) =>
  (['chunked', 'close'] as const).flatMap((framing) =>
    [false, true].map((halfFrame) => ({ how, framing, halfFrame })),
  ),
);

shortRetryDelays();

onBothTransports({ concurrent: true }, (connect) => {
  describe('F20: a connection that breaks in the middle of a stream', () => {
    it.each(cuts)('is an interruption with what had come: %j', async (cut) => {
      await using server = await startFaultyServer(faults.cutMidStream(cut));
      const { error, events } = await readStream(connect(server).stream('Hi'));
      expect(error).toMatchObject({
        code: 'STREAM_INTERRUPTED',
        partial: { text: 'Hello there!', message: { role: 'assistant' } },
        attempts: [{ code: 'STREAM_INTERRUPTED' }],
      });
      expect(events.at(-1)).toMatchObject({ type: 'text-delta', text: '!' });
      // What was said cannot be taken back: nothing is sent again.
      expect(server.requests).toHaveLength(1);
    });

    it('is one in the middle of a chunk, and on a plain call', async () => {
      await using server = await startFaultyServer([...faults.chunkCut(), ...faults.bodyCut()]);
      expect(await failureOf(connect(server).stream('Hi'))).toMatchObject({
        code: 'STREAM_INTERRUPTED',
        partial: { text: 'Hello there!' },
      });
      expect(await rejectionOf(connect(server).chat('Hi', { maxRetries: 0 }))).toMatchObject({
        code: 'STREAM_INTERRUPTED',
      });
    });

    it('is repeated in silence as long as nothing had been said', async () => {
      const frames = unfinishedFrames().slice(0, 1);
      await using server = await startFaultyServer([...faults.cutMidStream({ frames }), ...faults.none()]);
      const { response, events } = await readStream(connect(server).stream('Hi'));
      expect(response?.attempts).toMatchObject([{ code: 'STREAM_INTERRUPTED' }, {}]);
      expect(events.filter(({ type }) => type === 'start')).toHaveLength(1);
    });

    it('keeps what had come of a tool call, but no whole call', async () => {
      const call = {
        index: 0,
        id: 'call_1',
        type: 'function',
        function: { name: 'add', arguments: '{"a":' },
      };
      const frames = [frame(delta({ role: 'assistant' })), frame(delta({ tool_calls: [call] }))];
      await using server = await startFaultyServer(faults.cutMidStream({ frames }));
      const { error, events } = await readStream(connect(server).stream('Hi'));
      expect(error?.code).toBe('STREAM_INTERRUPTED');
      expect(error?.partial).toBeDefined();
      expect(events.map(({ type }) => type)).toEqual(['start', 'tool-call-start', 'tool-call-delta']);
      expect(server.requests).toHaveLength(1);
    });
  });

  describe('F22: a stream that ends by itself', () => {
    it('is an interruption without a finish reason and an end marker', async () => {
      await using server = await startFaultyServer('endWithoutFinish');
      expect(await failureOf(connect(server).stream('Hi'))).toMatchObject({
        code: 'STREAM_INTERRUPTED',
        partial: { text: 'Hello there!' },
      });
    });

    it.each([
      ['a finish reason and no end marker', faults.finishWithoutDone()],
      ['an end marker and no finish reason', [wholeStream([...unfinishedFrames(), 'data: [DONE]\n\n'])]],
      [
        'a finish reason, but not the blank line after it',
        [wholeStream([...unfinishedFrames(), frame(finish()).trimEnd()])],
      ],
      [
        'a finish reason, and then half an event',
        faults.cutMidStream({ frames: [...unfinishedFrames(), frame(finish())], halfFrame: true }),
      ],
      [
        'a finish reason, and then a reset',
        faults.cutMidStream({ frames: [...unfinishedFrames(), frame(finish())], how: 'reset' }),
      ],
    ] as const)('is complete with %s', async (_, fault) => {
      await using server = await startFaultyServer(fault);
      const { response, events } = await readStream(connect(server).stream('Hi'));
      expect(response).toMatchObject({
        text: 'Hello there!',
        finishReason: expect.stringMatching(/stop|other/),
      });
      expect(events.filter(({ type }) => type === 'finish')).toHaveLength(1);
      expect(server.requests).toHaveLength(1);
    });
  });

  describe('F23: an error in the middle of a stream', () => {
    it.each(['openai', 'llamacpp', 'vllm', 'openrouter'] satisfies ErrorDialect[])(
      'has its code and what had come, in the words of %s',
      async (dialect) => {
        await using server = await startFaultyServer(faults.errorMidStream({ dialect }));
        const { error } = await readStream(connect(server).stream('Hi'));
        expect(error).toMatchObject({ code: 'BACKEND_ERROR', partial: { text: 'Hello there!' } });
        expect(error?.message).toMatch(/had an error|Compute error|Engine died|Provider disconnected/);
        expect(server.requests).toHaveLength(1);
      },
    );

    it.each([
      ['RATE_LIMITED', said('Slow down', { code: 'rate_limit_exceeded' })],
      [
        'CONTEXT_LENGTH_EXCEEDED',
        said('the context size was exceeded', { code: 400, type: 'exceed_context_size_error' }),
      ],
      ['CONTENT_FILTERED', said('Filtered', { code: 'content_filter' })],
      ['BACKEND_ERROR', { error: 'It just broke.' }],
      ['BACKEND_ERROR', { object: 'error', message: 'Engine died.', type: 'InternalServerError', code: 500 }],
      ['BACKEND_ERROR', bare({ x_groq: { error: 'over capacity' } })],
      ['BACKEND_ERROR', delta({}, { finish_reason: 'error' })],
    ])('is told by what it says: %s', async (code, body) => {
      await using server = await startFaultyServer(streaming(delta({ content: 'Hello' }), body));
      const error = await failureOf(connect(server).stream('Hi'));
      expect(error).toMatchObject({ code, partial: { text: 'Hello' } });
      expect(server.requests).toHaveLength(1);
    });

    it('hands out what came in the same packet before it', async () => {
      const packet = [delta({ content: 'Hello' }), said('Broken', { code: 500 })].map(frame).join('');
      await using server = await startFaultyServer([wholeStream([packet])]);
      const { error, text } = await readStream(connect(server).stream('Hi'));
      expect(text).toBe('Hello');
      expect(error).toMatchObject({ code: 'BACKEND_ERROR', partial: { text: 'Hello' } });
    });
  });

  describe('F24: events that are no JSON', () => {
    it('are skipped with a warning where there is one', async () => {
      await using server = await startFaultyServer('malformedFrames');
      const { response, events } = await readStream(connect(server).stream('Hi'));
      expect(response?.text).toBe('Hello there!');
      expect(response?.warnings).toMatchObject([{ code: 'malformed-event' }]);
      expect(events.filter(({ type }) => type === 'warning')).toHaveLength(1);
    });

    it('are an error where there are many', async () => {
      await using server = await startFaultyServer(faults.malformedFrames({ count: 50 }));
      const error = await failureOf(connect(server).stream('Hi'));
      expect(error).toMatchObject({ code: 'RESPONSE_INVALID', retryable: false });
      expect(server.requests).toHaveLength(1);
    });

    it('are an error as soon as there are many, without waiting for the end', async () => {
      const frames = Array.from({ length: 50 }, () => frame('{nonsense'));
      await using server = await startFaultyServer(faults.stallMidStream({ frames }));
      const error = await failureOf(connect(server).stream('Hi', { firstEventTimeout: 20_000 }));
      expect(error.code).toBe('RESPONSE_INVALID');
      expect((await server.connections[0]?.closed)?.by).toBe('client');
    });

    it('keep what had come before them', async () => {
      const nonsense = Array.from({ length: 20 }, () => '{nonsense');
      await using server = await startFaultyServer(streaming(delta({ content: 'Hello' }), ...nonsense));
      expect(await failureOf(connect(server).stream('Hi'))).toMatchObject({
        code: 'RESPONSE_INVALID',
        partial: { text: 'Hello' },
      });
    });
  });
});
