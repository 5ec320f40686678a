import assert from 'node:assert/strict';
import type { Message } from '@modelport/core';
import type { ConformanceCase } from '@modelport/provider-testkit';
import { send } from './body.js';

const marker = { type: 'ephemeral' };
const marked = { providerData: { type: 'openrouter', data: { cache_control: marker } } } as const;
const detail = { type: 'reasoning.text', text: 'One.', signature: 'a', index: 0 };
const other = { type: 'reasoning.encrypted', data: 'b', index: 1 };

/** How messages are written for OpenRouter. */
export const messageCases: readonly ConformanceCase[] = [
  messageCase({
    id: 'openrouter-messages/markers',
    title: 'a cache marker of a message stands on its last part, whatever the message',
    reason: 'OpenRouter takes markers on parts alone.',
    messages: [
      { role: 'system', content: 'A long book.', ...marked },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Read.', ...marked },
          { type: 'text', text: 'Aloud.' },
        ],
      },
      { role: 'assistant', content: [{ type: 'tool-call', id: 'a', name: 'read', arguments: {} }] },
      {
        role: 'tool',
        toolCallId: 'a',
        content: [
          { type: 'text', text: 'One.' },
          { type: 'text', text: 'Two.' },
        ],
        ...marked,
      },
      { role: 'assistant', content: 'Done.' },
      { role: 'user', content: 'Go on.' },
    ],
    wire: [
      { role: 'system', content: [{ type: 'text', text: 'A long book.', cache_control: marker }] },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Read.', cache_control: marker },
          { type: 'text', text: 'Aloud.' },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'read', arguments: '{}' } }],
      },
      {
        role: 'tool',
        tool_call_id: 'a',
        content: [
          { type: 'text', text: 'One.' },
          { type: 'text', text: 'Two.', cache_control: marker },
        ],
      },
      { role: 'assistant', content: 'Done.' },
      { role: 'user', content: 'Go on.' },
    ],
  }),
  messageCase({
    id: 'openrouter-messages/details-of-several-parts',
    title: 'the details of all thoughts of a message go back in one list, without their text',
    reason: 'https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks',
    messages: [
      {
        role: 'assistant',
        content: [
          thought('One.', { reasoning_details: [detail] }),
          { type: 'text', text: 'Hi.' },
          thought('', { reasoning_details: [other] }),
          thought('Two.', { reasoning_details: 'none' }),
        ],
      },
      { role: 'user', content: 'Go on.' },
    ],
    wire: [
      { role: 'assistant', content: 'Hi.', reasoning_details: [detail, other] },
      { role: 'user', content: 'Go on.' },
    ],
  }),
  messageCase({
    id: 'openrouter-messages/text-of-several-parts',
    title: 'one mark has all thoughts of a message go back, without a mark none do',
    reason: 'Contract, `ProviderData`: what was not made by this type of provider is not its to continue.',
    messages: [
      {
        role: 'assistant',
        content: [thought('One. '), { type: 'text', text: 'Hi.' }, thought('Two.', { field: 'reasoning' })],
      },
      { role: 'user', content: 'Go on.' },
      { role: 'assistant', content: [thought('By hand.'), { type: 'text', text: 'Hi.' }] },
      { role: 'user', content: 'Go on.' },
    ],
    wire: [
      { role: 'assistant', content: 'Hi.', reasoning: 'One. Two.' },
      { role: 'user', content: 'Go on.' },
      { role: 'assistant', content: 'Hi.' },
      { role: 'user', content: 'Go on.' },
    ],
  }),
];

function thought(text: string, data?: object) {
  const providerData = data && { type: 'openrouter', data: data as Readonly<Record<string, string>> };
  return { type: 'reasoning', text, ...(providerData && { providerData }) } as const;
}

function messageCase({
  messages,
  wire,
  ...words
}: Pick<ConformanceCase, 'id' | 'title' | 'reason'> & {
  readonly messages: readonly Message[];
  readonly wire: readonly unknown[];
}): ConformanceCase {
  return {
    ...words,
    requires: ['wire'],
    async run(t) {
      assert.deepEqual((await send(t, { messages }))['messages'], wire);
    },
  };
}
