import { startFaultyServer, wholeJson } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { delta, finish, streaming } from './support/frames.js';
import { readStream } from './support/read-stream.js';
import { events, oddities, wire } from './support/tool-call-oddities.js';
import { onBothTransports } from './support/transports.js';

onBothTransports({ concurrent: true }, (connect) => {
  describe('F27: tool calls', () => {
    it.each(oddities)('come out whole, sent %s', async (_, frames, calls) => {
      await using server = await startFaultyServer(streaming(...frames, finish('tool_calls')));
      const { response, events: given } = await readStream(connect(server).stream('Hi'));
      expect(response?.toolCalls).toMatchObject(calls);
      expect(response?.finishReason).toBe('tool-calls');
      expect(response?.warnings).toEqual([]);
      // The same ids everywhere, and each once.
      const ids = response?.toolCalls.map(({ id }) => id);
      expect(new Set(ids).size).toBe(calls.length);
      for (const type of ['tool-call-start', 'tool-call'] as const) {
        expect(given.flatMap((event) => (event.type === type ? [event.id] : []))).toEqual(ids);
      }
      expect(response?.message.content).toMatchObject(calls.map((call) => ({ type: 'tool-call', ...call })));
      // What was streamed is what was collected.
      const streamed = given.flatMap((event) =>
        event.type === 'tool-call-delta' ? [event.argumentsDelta] : [],
      );
      expect(streamed.join('').length).toBe(
        response?.toolCalls.map(({ rawArguments }) => rawArguments).join('').length,
      );
    });

    it.each([
      ['cut JSON', '{"a":'],
      ['words', 'add one and two'],
      ['two objects', '{"a":1}{"a":2}'],
      ['a trailing comma', '{"a":1,}'],
    ])('have an argumentsError in place of an exception: %s', async (_, text) => {
      const [call] = events([{ index: 0, id: 'call_1', name: 'add', text }]);
      await using server = await startFaultyServer(streaming(...(call ? [call] : []), finish('tool_calls')));
      const { response } = await readStream(connect(server).stream('Hi'));
      expect(response?.toolCalls).toMatchObject([{ id: 'call_1', name: 'add', rawArguments: text }]);
      expect(response?.toolCalls[0]?.arguments).toBeUndefined();
      expect(response?.toolCalls[0]?.argumentsError).toMatch(/JSON/);
    });

    it.each([
      ['an empty text', ''],
      ['nothing at all', undefined],
    ])('have no arguments where there is %s', async (_, text) => {
      const [call] = events([{ index: 0, id: 'call_1', name: 'now', text }]);
      await using server = await startFaultyServer(streaming(...(call ? [call] : []), finish('tool_calls')));
      const { response } = await readStream(connect(server).stream('Hi'));
      expect(response?.toolCalls).toMatchObject([{ id: 'call_1', name: 'now', arguments: {} }]);
      expect(response?.toolCalls[0]?.argumentsError).toBeUndefined();
    });

    it('are left out with a warning where they have no name', async () => {
      const [call] = events([{ index: 0, id: 'call_1', text: '{"a":1}' }]);
      await using server = await startFaultyServer(
        streaming(...(call ? [call] : []), delta({ content: 'Hm.' }), finish()),
      );
      const { response } = await readStream(connect(server).stream('Hi'));
      expect(response).toMatchObject({ text: 'Hm.', toolCalls: [], warnings: [{ code: 'malformed-event' }] });
    });

    it('are why the model stopped, although it says "stop"', async () => {
      const [call] = events([{ index: 0, id: 'call_1', name: 'add', text: '{"a":1}' }]);
      await using server = await startFaultyServer(streaming(...(call ? [call] : []), finish('stop')));
      const { response } = await readStream(connect(server).stream('Hi'));
      expect(response).toMatchObject({ finishReason: 'tool-calls', rawFinishReason: 'stop' });
    });

    it('are told from each other in a plain answer that has neither ids nor indexes', async () => {
      const tool_calls = [{ a: 1 }, { a: 2 }].map((text) => wire({ name: 'add', text }));
      const choices = [
        { index: 0, message: { role: 'assistant', content: null, tool_calls }, finish_reason: 'tool_calls' },
      ];
      await using server = await startFaultyServer([wholeJson(200, { id: 'c', choices })]);
      const { toolCalls } = await connect(server).chat('Hi');
      expect(toolCalls.map(({ arguments: given }) => given)).toEqual([{ a: 1 }, { a: 2 }]);
      expect(new Set(toolCalls.map(({ id }) => id)).size).toBe(2);
    });
  });
});
