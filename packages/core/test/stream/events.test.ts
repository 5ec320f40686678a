import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../src/contract.js';
import { isContentEvent } from '../../src/stream/events.js';
import { passing, providerOf, read, scriptedDriver, text, toolCall } from '../support/scripted.js';

const data = { type: 'scripted', data: 1 };
const before: readonly ChatEvent[] = [
  { type: 'start', id: 'r' },
  { type: 'progress', processedTokens: 1, totalTokens: 2 },
  { type: 'usage', usage: { inputTokens: 1 } },
  { type: 'source', url: 'https://a.example' },
  { type: 'raw', data: {} },
];
const content: readonly ChatEvent[] = [
  text('a'),
  { type: 'reasoning-delta', part: 0, text: 'a' },
  ...toolCall(0, 'c', 'add').slice(0, 1),
  { type: 'tool-call', part: 0, id: 'c', name: 'add', arguments: {}, rawArguments: '{}' },
  { type: 'file', part: 0, file: { type: 'file', data: 'AAAA', mediaType: 'image/png' } },
  { type: 'opaque', part: 0, providerData: data },
];

describe('isContentEvent', () => {
  it.each([...before.map((event) => [event, 2] as const), ...content.map((event) => [event, 1] as const)])(
    'tells whether an error after %o is still retried',
    async (event, exchanges) => {
      const driver = scriptedDriver(
        [[event], passing()],
        [[text('b'), { type: 'finish', finishReason: 'stop' }]],
      );
      const { items } = await read(providerOf(driver).stream('x'));
      expect(driver.requests).toHaveLength(exchanges);
      expect(isContentEvent(event)).toBe(exchanges === 1);
      expect(items.some(isContentEvent)).toBe(true);
    },
  );
});
