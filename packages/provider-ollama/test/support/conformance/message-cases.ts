import assert from 'node:assert/strict';
import type { JsonValue, Message, ProviderData, UserPart } from '@modelport/core';
import type { ConformanceCase } from '@modelport/provider-testkit';
import { refusalCase, send } from './body.js';

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** How messages are written for Ollama. */
export const messageCases: readonly ConformanceCase[] = [
  messageCase({
    id: 'ollama-messages/texts',
    title: 'several texts of a message are lines of one',
    reason: 'A content is one string on this wire; texts that stick together would change what they say.',
    messages: [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'One.' },
          { type: 'text', text: 'Two.' },
        ],
      },
    ],
    wire: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'One.\nTwo.' },
    ],
  }),
  messageCase({
    id: 'ollama-messages/images',
    title: 'images are base64 beside the text, whether they came as data or as a data: URL',
    reason: 'Ollama takes the bytes alone, and no white space around them.',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Compare.' },
          { type: 'image', data: ` ${pixel}\n`, mediaType: 'image/png' },
          { type: 'image', url: `data:image/png;base64,${pixel} ` },
          { type: 'image', url: `DATA:image/png;charset=x;BASE64,${pixel}` },
        ],
      },
    ],
    wire: [{ role: 'user', content: 'Compare.', images: [pixel, pixel, pixel] }],
  }),
  messageCase({
    id: 'ollama-messages/tool-images',
    title: 'an image in the result of a tool goes along',
    reason: 'Contract, `ToolMessage.content`: a screenshot is what the tool was called for.',
    messages: [
      { role: 'user', content: 'Look.' },
      call('call_1', 'screenshot'),
      {
        role: 'tool',
        toolCallId: 'call_1',
        content: [{ type: 'image', data: pixel, mediaType: 'image/png' }],
      },
    ],
    wire: [
      { role: 'user', content: 'Look.' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'call_1', function: { name: 'screenshot', arguments: {} } }],
      },
      { role: 'tool', content: '', images: [pixel], tool_name: 'screenshot', tool_call_id: 'call_1' },
    ],
  }),
  imageRefusal({
    id: 'ollama-messages/image-by-url',
    title: 'an image by URL is refused, with what to do',
    reason:
      'Architecture, section 4: an image URL is never downloaded on the user’s behalf, and Ollama does not either.',
    image: { type: 'image', url: 'https://example.com/a.png' },
    code: 'NOT_SUPPORTED',
    says: /^messages\[1\]\.content\[1\] is an image by URL\..*base64 in "data"/,
  }),
  imageRefusal({
    id: 'ollama-messages/image-by-url-with-data',
    title: 'an address is no data: URL because one stands in it',
    reason: 'Its bytes would be whatever the address happens to hold.',
    image: { type: 'image', url: 'https://example.com/?from=data:image/png;base64,QUJD' },
    code: 'NOT_SUPPORTED',
    says: /is an image by URL/,
  }),
  messageCase({
    id: 'ollama-messages/own-data',
    title: 'data of a message or call goes along with it',
    reason: 'Contract, `ProviderData`: drivers merge an object into what they send for that part or message.',
    messages: [
      { role: 'system', content: 'Be brief.', ...own({ level: 1 }) },
      {
        role: 'assistant',
        content: [{ type: 'tool-call', id: 'a', name: 'clock', arguments: {}, ...own({ level: 2 }) }],
      },
      { role: 'tool', toolCallId: 'a', content: '12:00', ...own({ tool_name: 'watch' }) },
      { role: 'tool', toolCallId: 'a', content: '12:00', ...own('none') },
    ],
    wire: [
      { role: 'system', content: 'Be brief.', level: 1 },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'a', function: { name: 'clock', arguments: {} }, level: 2 }],
      },
      { role: 'tool', content: '12:00', tool_name: 'watch', tool_call_id: 'a' },
      { role: 'tool', content: '12:00', tool_name: 'clock', tool_call_id: 'a' },
    ],
  }),
  messageCase({
    id: 'ollama-messages/opaque',
    title: 'pieces in a form of their own have no place, and do no harm',
    reason: 'Contract, `OpaquePart`: Ollama knows none.',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hi' },
          { type: 'opaque', providerData: { type: 'ollama', data: { upload: 'x' } } },
        ],
      },
    ],
    wire: [{ role: 'user', content: 'Hi' }],
  }),
  imageRefusal({
    id: 'ollama-messages/image-in-plain-text',
    title: 'a data: URL that is not in base64 is refused, with its right form',
    reason: 'Ollama would read it as base64, and show the model something else.',
    image: { type: 'image', url: 'data:image/svg+xml;base64;utf8,<svg/>' },
    code: 'REQUEST_INVALID',
    says: /^messages\[1\]\.content\[1\] is a data: URL that is not in base64.*"data:image\/png;base64,/,
  }),
  messageCase({
    id: 'ollama-messages/thoughts-back',
    title: 'what a model of Ollama thought goes back, what another one thought does not',
    reason: 'Models are trained to go on from their own thoughts; those of others are words they never said.',
    messages: [
      thought('Own.', { provider: 'mine', type: 'ollama' }),
      { role: 'user', content: 'Go on.' },
      thought('Foreign.', { provider: 'other', type: 'openrouter' }),
      { role: 'user', content: 'Go on.' },
      thought('By hand.'),
    ],
    wire: [
      { role: 'assistant', content: 'Aloud.More.', thinking: 'Own.Twice.' },
      { role: 'user', content: 'Go on.' },
      { role: 'assistant', content: 'Aloud.More.' },
      { role: 'user', content: 'Go on.' },
      { role: 'assistant', content: 'Aloud.More.', thinking: 'By hand.Twice.' },
    ],
  }),
  messageCase({
    id: 'ollama-messages/calls-back',
    title: 'calls go back with their arguments as an object, whatever the model wrote',
    reason: 'Ollama refuses arguments that are none, and with them the whole conversation.',
    messages: [
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me see.' },
          { type: 'tool-call', id: 'a', name: 'one', arguments: { n: 1 }, rawArguments: '{"n":2}' },
          { type: 'tool-call', id: 'b', name: 'two', arguments: undefined, rawArguments: '{"n":2}' },
          { type: 'tool-call', id: 'c', name: 'three', arguments: undefined, rawArguments: '{"n":' },
          { type: 'tool-call', id: 'd', name: 'four', arguments: [4] },
        ],
      },
    ],
    wire: [
      {
        role: 'assistant',
        content: 'Let me see.',
        tool_calls: [
          { id: 'a', function: { name: 'one', arguments: { n: 1 } } },
          { id: 'b', function: { name: 'two', arguments: { n: 2 } } },
          { id: 'c', function: { name: 'three', arguments: {} } },
          { id: 'd', function: { name: 'four', arguments: {} } },
        ],
      },
    ],
  }),
  messageCase({
    id: 'ollama-messages/results',
    title: 'a result names its tool: as the message says, else as the call with its id did, else not at all',
    reason: 'Templates of many models show results by the name of the tool.',
    messages: [
      call('call_1', 'clock'),
      { role: 'tool', toolCallId: 'call_1', content: '12:00' },
      { role: 'tool', toolCallId: 'call_1', toolName: 'watch', content: '12:01' },
      {
        role: 'tool',
        toolCallId: 'call_2',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
    ],
    wire: [
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'call_1', function: { name: 'clock', arguments: {} } }],
      },
      { role: 'tool', content: '12:00', tool_name: 'clock', tool_call_id: 'call_1' },
      { role: 'tool', content: '12:01', tool_name: 'watch', tool_call_id: 'call_1' },
      { role: 'tool', content: 'a\nb', tool_call_id: 'call_2' },
    ],
  }),
];

function call(id: string, name: string): Message {
  return { role: 'assistant', content: [{ type: 'tool-call', id, name, arguments: {} }] };
}

function own(data: JsonValue): { readonly providerData: ProviderData } {
  return { providerData: { type: 'ollama', data } };
}

function thought(text: string, from?: { readonly provider: string; readonly type: string }): Message {
  return {
    role: 'assistant',
    content: [
      { type: 'reasoning', text },
      { type: 'text', text: 'Aloud.' },
      { type: 'reasoning', text: 'Twice.' },
      { type: 'text', text: 'More.' },
    ],
    ...(from && { from }),
  };
}

function messageCase({
  messages,
  wire,
  ...rest
}: Pick<ConformanceCase, 'id' | 'title' | 'reason'> & {
  readonly messages: readonly Message[];
  readonly wire: readonly unknown[];
}): ConformanceCase {
  return {
    ...rest,
    requires: ['wire'],
    async run(t) {
      const { sent } = await send(t, { messages });
      assert.deepEqual(sent['messages'], wire);
    },
  };
}

function imageRefusal({
  image,
  ...rest
}: Omit<Parameters<typeof refusalCase>[0], 'request' | 'setting'> & {
  readonly image: UserPart;
}): ConformanceCase {
  const content: readonly UserPart[] = [{ type: 'text', text: 'What is this?' }, image];
  const messages: readonly Message[] = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content },
  ];
  return refusalCase({ ...rest, request: { messages }, setting: 'messages[1].content[1]' });
}
