import type { AssistantPart, DriverMessage, UserPart } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { hello, mine, write } from './support/write.js';

const wire = (...messages: readonly DriverMessage[]) => {
  const { body, warnings } = write({ messages });
  return { system: body.system, messages: body.messages, warnings };
};
const user = (...content: readonly UserPart[]): DriverMessage => ({ role: 'user', content });
const assistant = (...content: readonly AssistantPart[]): DriverMessage => ({ role: 'assistant', content });
const text = (words: string) => ({ type: 'text', text: words }) as const;
const mark = { cache_control: { type: 'ephemeral' } };

describe('instructions', () => {
  it('stand in a field of their own, each with its mark for the cache', () => {
    const { system, warnings } = wire(
      { role: 'system', content: 'One.' },
      { role: 'system', content: 'Two.', providerData: mine(mark) },
      { role: 'system', content: ' ' },
      hello,
    );
    expect(system).toEqual([text('One.'), { ...text('Two.'), ...mark }]);
    expect(warnings).toEqual([]);
  });

  it('are moved there from the midst of a conversation, with a warning', () => {
    const { system, messages, warnings } = wire(hello, { role: 'system', content: 'Late.' });
    expect([system, messages.length]).toEqual([[text('Late.')], 1]);
    expect(warnings).toEqual([expect.stringMatching(/^messages: .*moved to its start/)]);
  });
});

describe('turns', () => {
  it('alternate: what one side says in several messages is one turn', () => {
    const { messages } = wire(hello, user(text('There')), assistant(text('A')), assistant(text('B')), hello);
    expect(messages).toEqual([
      { role: 'user', content: [text('Hi'), text('There')] },
      { role: 'assistant', content: [text('A'), text('B')] },
      { role: 'user', content: [text('Hi')] },
    ]);
  });

  it('hold no empty texts, and no empty messages', () => {
    const { messages } = wire(hello, assistant(text('')), user(text(' \n'), text('Still there?')));
    expect(messages).toEqual([{ role: 'user', content: [text('Hi'), text('Still there?')] }]);
  });

  it('have the results of all calls in front, in one turn', () => {
    const call = (id: string) => ({ type: 'tool-call', id, name: 'now', arguments: {} }) as const;
    const result = (toolCallId: string): DriverMessage => ({
      ...{ role: 'tool', toolCallId },
      content: [text('noon')],
    });
    const { messages } = wire(
      hello,
      assistant(call('a'), call('b')),
      result('a'),
      user(text('So?')),
      result('b'),
    );
    expect(messages[2]).toEqual({
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'a', content: 'noon' },
        { type: 'tool_result', tool_use_id: 'b', content: 'noon' },
        text('So?'),
      ],
    });
  });

  it('that were begun for the model do not end in white space', () => {
    expect(wire(hello, assistant(text('The answer is ('), text('\n{ ')))).toMatchObject({
      messages: [{}, { content: [text('The answer is ('), text('\n{')] }],
    });
    expect(wire(hello, assistant(text('A ')), user(text('B ')))).toMatchObject({
      messages: [{}, { content: [text('A ')] }, { content: [text('B ')] }],
    });
  });
});

describe('images', () => {
  const image = (part: object) => wire(user({ type: 'image', ...part } as UserPart)).messages[0]?.content[0];

  it('are handed on by URL, and as base64', () => {
    expect(image({ url: 'https://a.example/b.png' })).toEqual({
      ...{ type: 'image', source: { type: 'url', url: 'https://a.example/b.png' } },
    });
    expect(image({ data: 'AAAA', mediaType: 'image/jpeg', providerData: mine(mark) })).toEqual({
      ...{ type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' } },
      ...mark,
    });
  });

  it('of a data: URL are sent as base64', () => {
    const source = { type: 'base64', media_type: 'image/webp', data: 'AA==' };
    expect(image({ url: 'data:image/webp;base64,AA==' })).toEqual({ type: 'image', source });
    expect(image({ url: 'data:IMAGE/WEBP;Base64,AA==' })).toEqual({ type: 'image', source });
  });
});

describe('files', () => {
  const sent = (part: object) => wire(user({ type: 'file', ...part } as UserPart)).messages[0]?.content[0];

  it('are documents: PDFs by URL and as base64', () => {
    const url = 'https://a.example/b.pdf';
    const byUrl = { type: 'document', source: { type: 'url', url } };
    expect(sent({ url })).toEqual(byUrl);
    expect(sent({ url, mediaType: 'application/pdf' })).toEqual(byUrl);
    const citations = { enabled: true };
    expect(
      sent({
        ...{ data: 'AAAA', mediaType: 'application/pdf', filename: 'b.pdf' },
        providerData: mine({ citations }),
      }),
    ).toEqual({
      ...{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'AAAA' } },
      ...{ title: 'b.pdf', citations },
    });
  });

  it('that are text are sent as text', () => {
    const source = { type: 'text', media_type: 'text/plain', data: 'Grüße' };
    const data = Buffer.from('Grüße').toString('base64');
    expect(sent({ data, mediaType: 'text/markdown' })).toEqual({ type: 'document', source });
    expect(sent({ url: `data:text/plain;base64,${data}` })).toEqual({ type: 'document', source });
    expect(sent({ url: 'data:text/plain,Gr%C3%BC%C3%9Fe' })).toEqual({ type: 'document', source });
    expect(sent({ url: 'data:,Grüße' })).toEqual({ type: 'document', source });
  });

  it('that are images are sent as such', () => {
    expect(sent({ data: 'AA==', mediaType: 'image/png' })).toMatchObject({ type: 'image' });
  });

  it.each([
    [{ data: 'AA==', mediaType: 'audio/wav' }, /a file of type audio\/wav\. Give a PDF/],
    [{ url: 'https://a.example/b.txt', mediaType: 'text/plain' }, /a file of type text\/plain by URL/],
  ])('of other kinds are refused: %j', (part, message) => {
    expect(() => sent(part)).toThrow(expect.objectContaining({ code: 'NOT_SUPPORTED', setting: 'messages' }));
    expect(() => sent(part)).toThrow(message);
  });
});

describe("blocks in the API's own form", () => {
  it('are sent as they are', () => {
    const upload = { type: 'container_upload', file_id: 'file_1' };
    const search = { type: 'server_tool_use', id: 's', name: 'web_search', input: {} };
    const { messages } = wire(
      user({ type: 'opaque', providerData: mine(upload) }),
      assistant({ type: 'opaque', providerData: mine(search) }, { type: 'opaque', providerData: mine({}) }),
    );
    expect(messages).toEqual([
      { role: 'user', content: [upload] },
      { role: 'assistant', content: [search] },
    ]);
  });
});

describe('results of tools', () => {
  const result = (more: object) =>
    wire(hello, { role: 'tool', toolCallId: 'a', content: [], ...more } as DriverMessage).messages[0]
      ?.content[0];

  it('are text, or blocks', () => {
    const head = { type: 'tool_result', tool_use_id: 'a' };
    expect(result({ content: [text('noon')] })).toEqual({ ...head, content: 'noon' });
    expect(result({ content: [text('a'), text('b')] })).toEqual({ ...head, content: [text('a'), text('b')] });
    const marked = { ...text('noon'), ...mark };
    expect(result({ content: [{ ...text('noon'), providerData: mine(mark) }] })).toEqual({
      ...head,
      content: [marked],
    });
    expect(result({ content: [] })).toEqual(head);
    expect(result({ isError: true, content: [text('no')], providerData: mine(mark) })).toEqual({
      ...{ ...head, content: 'no', is_error: true },
      ...mark,
    });
  });
});

describe('what the model said', () => {
  const said = (part: AssistantPart) => {
    const { messages, warnings } = wire(hello, assistant(part), hello);
    return { block: messages[1]?.role === 'assistant' ? messages[1].content[0] : undefined, warnings };
  };

  it('goes back with what it cites', () => {
    const citations = [{ type: 'char_location' }];
    expect(said({ ...text('A'), providerData: mine({ citations }) }).block).toEqual({
      ...text('A'),
      citations,
    });
  });

  it('goes back with its thoughts as they came', () => {
    const thought = (data: { [field: string]: string }) =>
      said({ type: 'reasoning', text: 'Hm', providerData: mine(data) }).block;
    expect(thought({ signature: 'abc' })).toEqual({ type: 'thinking', thinking: 'Hm', signature: 'abc' });
    expect(thought({ signature: '' })).toEqual({ type: 'thinking', thinking: 'Hm', signature: '' });
    expect(thought({ redacted_thinking: 'xyz' })).toEqual({ type: 'redacted_thinking', data: 'xyz' });
  });

  it('goes back without the thoughts of others', () => {
    expect(said({ type: 'reasoning', text: 'Hm' })).toEqual({ block: undefined, warnings: [] });
    expect(said({ type: 'reasoning', text: 'Hm', providerData: mine({}) }).block).toBeUndefined();
  });

  it('goes back without its files, with a warning', () => {
    const { block, warnings } = said({ type: 'file', data: 'AA==', mediaType: 'image/png' });
    expect([block, warnings]).toEqual([
      undefined,
      [expect.stringMatching(/^messages: A file of the model was left out/)],
    ]);
  });

  it('goes back with its calls, whatever their ids', () => {
    const call = { type: 'tool-call', id: 'functions.now:0', name: 'now', arguments: { a: 1 } } as const;
    const block = { type: 'tool_use', id: 'functions_now_0', name: 'now', input: { a: 1 } };
    expect(said(call).block).toEqual(block);
    const caller = { type: 'code_execution_20250825', tool_id: 'x' };
    expect(said({ ...call, providerData: mine({ caller }) }).block).toEqual({ ...block, caller });
    const { messages } = wire(hello, assistant(call), {
      ...{ role: 'tool', toolCallId: call.id, content: [text('noon')] },
    });
    expect(messages[2]?.content[0]).toMatchObject({ tool_use_id: 'functions_now_0' });
  });

  it('goes back with arguments that are no JSON in the way that the API documents', () => {
    const call = { type: 'tool-call', id: 'a', name: 'now', arguments: undefined } as const;
    const inputOf = (rawArguments?: string) => said({ ...call, rawArguments }).block?.['input'];
    expect(inputOf('{"a')).toEqual({ INVALID_JSON: '{"a' });
    expect(inputOf('[1]')).toEqual({ INVALID_JSON: '[1]' });
    expect(inputOf('{"a":1}')).toEqual({ a: 1 });
    expect(inputOf('')).toEqual({});
    expect(inputOf()).toEqual({});
  });
});
