import assert from 'node:assert/strict';
import type { AssistantPart, Message, ToolCallPart, UserPart } from '@modelport/core';
import type { CaseContext, ConformanceCase } from '@modelport/provider-testkit';
import { assertWarning, type Json, messagesOf, send } from './send.js';

const type = 'openai-compatible';
const own = (data: Readonly<Record<string, string>>) => ({ providerData: { type, data } });
const call: ToolCallPart = { type: 'tool-call', id: 'call_1', name: 'add', arguments: { a: 1 } };
const called = { id: 'call_1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } };

/** The conversation that a call and its result belong to. */
const around = (...content: readonly AssistantPart[]): Message[] => [
  { role: 'user', content: 'Add.' },
  { role: 'assistant', content },
  ...content.flatMap((part): Message[] =>
    part.type === 'tool-call' ? [{ role: 'tool', toolCallId: part.id, content: '1' }] : [],
  ),
];

async function assistantSent(t: CaseContext, content: readonly AssistantPart[], quirks = {}): Promise<Json> {
  const sent = await send(t, { messages: around(...content) }, { quirks });
  const message = messagesOf(sent).find(({ role }) => role === 'assistant');
  assert.ok(message, 'The assistant message is not there.');
  return message;
}

async function userSent(t: CaseContext, content: readonly UserPart[]): Promise<unknown> {
  return messagesOf(await send(t, { messages: [{ role: 'user', content }] }))[0]?.['content'];
}

/** How messages are written, as far as only this dialect has words for it. */
export const messageCases: readonly ConformanceCase[] = [
  {
    id: 'chat-completions/provider-data',
    title: 'provider data is merged into what is sent for its message, part, tool or call',
    reason: 'Contract, `ProviderData`: kept verbatim, sent back, and the place for a cache marker.',
    async run(t) {
      const { body } = await send(t, {
        messages: [
          { role: 'system', content: 'Be brief.', ...own({ cache: 'system' }) },
          { role: 'user', content: [{ type: 'text', text: 'Add.', ...own({ cache: 'text' }) }] },
          { role: 'assistant', content: [{ ...call, ...own({ signature: 'call' }) }] },
          { role: 'tool', toolCallId: 'call_1', content: '1', ...own({ cache: 'result' }) },
          { role: 'assistant', content: [{ type: 'text', text: 'One.', ...own({ cache: 'answer' }) }] },
          { role: 'user', content: 'Thanks.' },
        ],
        tools: [{ name: 'add', ...own({ cache: 'tool' }) }],
      });
      assert.deepEqual(body['messages'], [
        { role: 'system', content: 'Be brief.', cache: 'system' },
        { role: 'user', content: [{ type: 'text', text: 'Add.', cache: 'text' }] },
        { role: 'assistant', content: null, tool_calls: [{ ...called, signature: 'call' }] },
        { role: 'tool', tool_call_id: 'call_1', content: '1', cache: 'result' },
        { role: 'assistant', content: [{ type: 'text', text: 'One.', cache: 'answer' }] },
        { role: 'user', content: 'Thanks.' },
      ]);
      const [tool] = body['tools'] as readonly Json[];
      assert.deepEqual([tool?.['type'], tool?.['cache']], ['function', 'tool']);
    },
  },
  {
    id: 'chat-completions/opaque',
    title: 'a piece in the own form of the backend is sent as it is',
    reason: 'Contract, `OpaquePart`: a piece in the backend’s own form keeps its place.',
    async run(t) {
      const piece = { type: 'file', file: { file_id: 'file-1' } };
      const opaque = { type: 'opaque', providerData: { type, data: piece } } as const;
      const text = { type: 'text', text: 'Read this.' } as const;
      assert.deepEqual(await userSent(t, [text, opaque]), [text, piece]);
      const audio = { type: 'opaque', providerData: { type, data: { audio: { id: 'a1' } } } } as const;
      const message = { role: 'assistant', content: 'Listen.', audio: { id: 'a1' } };
      assert.deepEqual(await assistantSent(t, [audio, { type: 'text', text: 'Listen.' }]), message);
    },
  },
  {
    id: 'chat-completions/text-as-string',
    title: 'text alone is sent as a string, and texts beside each other as one',
    reason: 'Some servers take nothing but a string.',
    async run(t) {
      assert.equal(await userSent(t, [{ type: 'text', text: 'Hi' }]), 'Hi');
      assert.deepEqual(
        await userSent(t, [
          { type: 'text', text: 'Hi' },
          { type: 'text', text: 'you' },
        ]),
        [
          { type: 'text', text: 'Hi' },
          { type: 'text', text: 'you' },
        ],
      );
      const two = [
        { type: 'text', text: 'One ' },
        { type: 'text', text: 'and two.' },
      ] as const;
      assert.deepEqual(await assistantSent(t, two), { role: 'assistant', content: 'One and two.' });
      const marked = await assistantSent(t, [two[0], { ...two[1], ...own({ cache: 'yes' }) }]);
      assert.deepEqual(marked['content'], [two[0], { ...two[1], cache: 'yes' }]);
    },
  },
  {
    id: 'chat-completions/empty-content',
    title: 'a message without content has an empty text, or null beside calls',
    reason: 'OpenAI refuses `content: null` without calls, and others a missing content.',
    async run(t) {
      assert.deepEqual(await assistantSent(t, []), { role: 'assistant', content: '' });
      const withCall = { role: 'assistant', content: null, tool_calls: [called] };
      assert.deepEqual(await assistantSent(t, [call]), withCall);
      const both = { ...withCall, content: 'So:' };
      assert.deepEqual(await assistantSent(t, [{ type: 'text', text: 'So:' }, call]), both);
      const messages: Message[] = [
        ...around(call).slice(0, 2),
        { role: 'tool', toolCallId: 'call_1', content: [] },
      ];
      const sent = messagesOf(await send(t, { messages }));
      assert.deepEqual(sent[2], { role: 'tool', tool_call_id: 'call_1', content: '' });
    },
  },
  {
    id: 'chat-completions/tool-arguments',
    title: 'arguments of earlier calls go as JSON text, or as an object where a server wants that',
    reason: 'Servers parse the text; some templates take nothing but an object.',
    async run(t) {
      const sentAs = async (given: Partial<ToolCallPart>, quirks = {}) => {
        const { tool_calls: calls } = await assistantSent(t, [{ ...call, ...given }], quirks);
        return (calls as readonly { function: Json }[])[0]?.function['arguments'];
      };
      const none = { arguments: undefined };
      assert.equal(await sentAs({ rawArguments: '{ "a": 1 }' }), '{ "a": 1 }');
      assert.equal(await sentAs({}), '{"a":1}');
      assert.equal(await sentAs({ ...none, rawArguments: '{"a":' }), '{"a":');
      for (const rawArguments of ['', ' ', undefined])
        assert.equal(await sentAs({ ...none, rawArguments }), '{}');
      const quirks = { toolArguments: 'object' };
      assert.deepEqual(await sentAs({ rawArguments: '{ "a": 1 }' }, quirks), { a: 1 });
      assert.deepEqual(await sentAs({ ...none, rawArguments: '{"b":2}' }, quirks), { b: 2 });
      assert.deepEqual(await sentAs({ ...none, rawArguments: '{"b":' }, quirks), {});
    },
  },
  {
    id: 'chat-completions/media',
    title: 'images, sound and files have the forms of the dialect',
    reason: 'platform.openai.com/docs/api-reference/chat: image_url, input_audio and file.',
    async run(t) {
      const sound = (mediaType: string) => ({ type: 'file', data: 'QUJD', mediaType }) as const;
      for (const kind of ['wav', 'wave', 'x-wav', 'x-wave', 'vnd.wave', 'vnd.wav']) {
        const expected = [{ type: 'input_audio', input_audio: { data: 'QUJD', format: 'wav' } }];
        assert.deepEqual(await userSent(t, [sound(`audio/${kind}`)]), expected, kind);
      }
      for (const kind of ['mpeg', 'mp3']) {
        const expected = [{ type: 'input_audio', input_audio: { data: 'QUJD', format: 'mp3' } }];
        assert.deepEqual(await userSent(t, [sound(`audio/${kind}`)]), expected, kind);
      }
      // Of these the dialect has no form of its own.
      for (const mediaType of ['audio/ogg', 'audio/mp3-like', 'audio/wavelet', 'xaudio/wav', 'xaudio/mpeg']) {
        const file = { file_data: `data:${mediaType};base64,QUJD` };
        assert.deepEqual(await userSent(t, [sound(mediaType)]), [{ type: 'file', file }]);
      }
      const pdf = { type: 'file', data: 'QUJD', mediaType: 'application/pdf', filename: 'a.pdf' } as const;
      const file = { file_data: 'data:application/pdf;base64,QUJD', filename: 'a.pdf' };
      assert.deepEqual(await userSent(t, [pdf]), [{ type: 'file', file }]);
      const byUrl = { type: 'file', url: 'https://example.org/a.mp3', mediaType: 'audio/mpeg' } as const;
      assert.deepEqual(await userSent(t, [byUrl]), [{ type: 'file', file: { file_data: byUrl.url } }]);
      const url = 'https://example.org/a.png';
      assert.deepEqual(await userSent(t, [{ type: 'image', url }]), [
        { type: 'image_url', image_url: { url } },
      ]);
      const image = { type: 'image', data: 'QUJD', mediaType: 'image/png', detail: 'low' } as const;
      const image_url = { url: 'data:image/png;base64,QUJD', detail: 'low' };
      assert.deepEqual(await userSent(t, [image]), [{ type: 'image_url', image_url }]);
    },
  },
  {
    id: 'chat-completions/assistant-file',
    title: 'a file in an assistant message is left out with a warning',
    reason: 'Chat Completions has no place for it.',
    async run(t) {
      const file = { type: 'file', data: 'QUJD', mediaType: 'image/png' } as const;
      const sent = await send(t, { messages: around({ type: 'text', text: 'Here.' }, file) });
      assert.deepEqual(messagesOf(sent)[1], { role: 'assistant', content: 'Here.' });
      const says = /file in an assistant message was left out/;
      assertWarning(sent, { code: 'dropped-content', setting: 'messages', says });
    },
  },
  {
    id: 'chat-completions/reasoning-back',
    title: 'only reasoning that this type of provider marked goes back, in the field of the quirk',
    reason: 'What another model thought is not this one’s to continue.',
    async run(t) {
      const marked = { type: 'reasoning', text: 'Hm, ', ...own({ field: 'x' }) } as const;
      const answer = { type: 'text', text: 'Yes.' } as const;
      const plain = { role: 'assistant', content: 'Yes.' };
      for (const field of ['reasoning', 'reasoning_content']) {
        const quirks = { reasoningBack: field };
        const sent = await assistantSent(t, [marked, { ...marked, text: 'well.' }, answer], quirks);
        assert.deepEqual(sent, { ...plain, [field]: 'Hm, well.' });
        assert.deepEqual(await assistantSent(t, [{ type: 'reasoning', text: 'Hm' }, answer], quirks), plain);
      }
      assert.deepEqual(await assistantSent(t, [marked, answer]), plain);
    },
  },
];
