import type { DriverMessage, DriverRequest, Warning } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { defaultQuirks, type Quirks } from '../src/quirks.js';
import { toChatBody } from '../src/to-wire.js';

const user: DriverMessage = { role: 'user', content: [{ type: 'text', text: 'Hi' }] };
const ownData = (data: Record<string, string>) => ({ providerData: { type: 'openai-compatible', data } });

function write(request: Partial<DriverRequest>, quirks: Partial<Quirks> = {}, stream = false) {
  const warnings: Warning[] = [];
  const body = toChatBody({ messages: [user], ...request }, stream, {
    quirks: { ...defaultQuirks, ...quirks },
    warn: (warning) => void warnings.push(warning),
  });
  return { body, warnings };
}

const messages = (list: DriverMessage[], quirks?: Partial<Quirks>) => write({ messages: list }, quirks);

describe('writing messages', () => {
  it('keeps their order and number', () => {
    const { body } = messages([
      { role: 'system', content: 'Be brief.' },
      user,
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me ' },
          { type: 'tool-call', id: 'a', name: 'add', arguments: { a: 1 }, rawArguments: '{ "a": 1 }' },
          { type: 'text', text: 'see.' },
        ],
      },
      { role: 'tool', toolCallId: 'a', content: [{ type: 'text', text: '2' }] },
    ]);
    expect(body.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: 'Let me see.',
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'add', arguments: '{ "a": 1 }' } }],
      },
      { role: 'tool', tool_call_id: 'a', content: '2' },
    ]);
  });

  it('gives content null only beside tool calls', () => {
    const call = { type: 'tool-call', id: 'a', name: 'f', arguments: {} } as const;
    const { body } = messages([
      { role: 'assistant', content: [call] },
      { role: 'assistant', content: [] },
    ]);
    expect(body.messages).toEqual([
      { role: 'assistant', content: null, tool_calls: [expect.anything()] },
      { role: 'assistant', content: '' },
    ]);
  });

  it.each([
    ['written from the parsed ones', { arguments: { a: 1 } }, '{"a":1}'],
    ['an empty object for none', { arguments: undefined, rawArguments: '' }, '{}'],
    ['kept as they are where they are no JSON', { arguments: undefined, rawArguments: '{"a' }, '{"a'],
  ])('sends arguments %s', (_, given, expected) => {
    const part = { type: 'tool-call', id: 'a', name: 'f', ...given } as const;
    const { body } = messages([{ role: 'assistant', content: [part] }]);
    expect(body.messages[0]).toMatchObject({ tool_calls: [{ function: { arguments: expected } }] });
  });

  it('sends arguments as an object where the server wants that', () => {
    const part = { type: 'tool-call', id: 'a', name: 'f', arguments: { a: 1 } } as const;
    const { body } = messages([{ role: 'assistant', content: [part] }], { toolArguments: 'object' });
    expect(body.messages[0]).toMatchObject({ tool_calls: [{ function: { arguments: { a: 1 } } }] });
  });

  it('hands images on, by URL and as data, and never reads a URL', () => {
    const { body } = messages([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What?' },
          { type: 'image', url: 'http://169.254.169.254/secret.png', detail: 'low' },
          { type: 'image', data: 'AAAA', mediaType: 'image/png' },
        ],
      },
    ]);
    expect(body.messages[0]?.content).toEqual([
      { type: 'text', text: 'What?' },
      { type: 'image_url', image_url: { url: 'http://169.254.169.254/secret.png', detail: 'low' } },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    ]);
  });

  it('sends files and audio in their own kinds of part', () => {
    const { body } = messages([
      {
        role: 'user',
        content: [
          { type: 'file', data: 'AAAA', mediaType: 'application/pdf', filename: 'a.pdf' },
          { type: 'file', data: 'BBBB', mediaType: 'audio/wav' },
          { type: 'file', data: 'CCCC', mediaType: 'audio/mpeg' },
          { type: 'file', data: 'DDDD', mediaType: 'audio/ogg' },
        ],
      },
    ]);
    expect(body.messages[0]?.content).toEqual([
      { type: 'file', file: { file_data: 'data:application/pdf;base64,AAAA', filename: 'a.pdf' } },
      { type: 'input_audio', input_audio: { data: 'BBBB', format: 'wav' } },
      { type: 'input_audio', input_audio: { data: 'CCCC', format: 'mp3' } },
      { type: 'file', file: { file_data: 'data:audio/ogg;base64,DDDD' } },
    ]);
  });

  it('merges data for this type of provider into the part, message or tool that it stands at', () => {
    const { body } = write({
      messages: [
        { role: 'system', content: 'Be brief.', ...ownData({ mark: 's' }) },
        { role: 'user', content: [{ type: 'text', text: 'Hi', ...ownData({ mark: 'u' }) }] },
        {
          role: 'assistant',
          content: [
            { type: 'opaque', providerData: { type: 'openai-compatible', data: { mark: 'm' } } },
            { type: 'text', text: 'One.' },
            { type: 'text', text: 'Two.', ...ownData({ mark: 'p' }) },
            { type: 'tool-call', id: 'a', name: 'f', arguments: {}, ...ownData({ mark: 'c' }) },
          ],
        },
        { role: 'tool', toolCallId: 'a', content: [], ...ownData({ mark: 't' }) },
      ],
      tools: [{ name: 'f', parameters: { type: 'object' }, ...ownData({ mark: 'd' }) }],
    });
    expect(body.messages).toMatchObject([
      { role: 'system', mark: 's' },
      { content: [{ type: 'text', text: 'Hi', mark: 'u' }] },
      {
        mark: 'm',
        content: [
          { type: 'text', text: 'One.' },
          { type: 'text', text: 'Two.', mark: 'p' },
        ],
        tool_calls: [{ id: 'a', mark: 'c' }],
      },
      { mark: 't' },
    ]);
    expect(body.tools).toMatchObject([{ type: 'function', mark: 'd' }]);
  });

  it('sends an opaque part of a user as it is', () => {
    const data = { type: 'file', file: { file_id: 'file-1' } };
    const part = { type: 'opaque', providerData: { type: 'openai-compatible', data } } as const;
    expect(messages([{ role: 'user', content: [part] }]).body.messages[0]?.content).toEqual([data]);
  });

  it('leaves out a file that a model made, with a warning', () => {
    const { body, warnings } = messages([
      { role: 'assistant', content: [{ type: 'file', data: 'AAAA', mediaType: 'image/png' }] },
    ]);
    expect(body.messages).toEqual([{ role: 'assistant', content: '' }]);
    expect(warnings).toMatchObject([{ code: 'dropped-content' }]);
  });
});

describe('sending reasoning back', () => {
  const message: DriverMessage = {
    role: 'assistant',
    content: [
      { type: 'reasoning', text: 'Hm.', ...ownData({ field: 'reasoning_content' }) },
      { type: 'reasoning', text: 'Not marked.' },
      { type: 'text', text: 'Hi' },
    ],
  };

  it('is done in the field that the server wants, for reasoning that it marked itself', () => {
    expect(messages([message], { reasoningBack: 'reasoning_content' }).body.messages[0]).toEqual({
      role: 'assistant',
      content: 'Hi',
      reasoning_content: 'Hm.',
    });
    expect(messages([message], { reasoningBack: 'reasoning' }).body.messages[0]).toMatchObject({
      reasoning: 'Hm.',
    });
  });

  it('is not done where the server does not want it', () => {
    const { body, warnings } = messages([message]);
    expect(body.messages[0]).toEqual({ role: 'assistant', content: 'Hi' });
    expect(warnings).toEqual([]);
  });
});

describe('writing tools', () => {
  const tools = [
    { name: 'add', description: 'Adds.', parameters: { type: 'object' }, strict: true },
    { name: 'sub', parameters: { type: 'object' } },
  ];

  it('sends name, description, schema and strictness', () => {
    expect(write({ tools }).body.tools).toEqual([
      {
        type: 'function',
        function: { name: 'add', description: 'Adds.', parameters: { type: 'object' }, strict: true },
      },
      { type: 'function', function: { name: 'sub', parameters: { type: 'object' } } },
    ]);
  });

  it.each([
    ['none', 'none'],
    ['required', 'required'],
    [{ name: 'add' }, { type: 'function', function: { name: 'add' } }],
  ] as const)('sends the tool choice %o with the tools in the request', (toolChoice, tool_choice) => {
    const { body } = write({ tools, toolChoice });
    expect(body.tools).toHaveLength(2);
    expect(body.tool_choice).toEqual(tool_choice);
  });

  it('sends no tool fields without tools, because OpenAI refuses them alone', () => {
    const { body } = write({ tools: [], toolChoice: 'none', parallelToolCalls: false });
    expect(Object.keys(body)).toEqual(['messages']);
  });

  it('leaves the tools out for "none" where the server takes no tool choice, and refuses the rest', () => {
    const { body, warnings } = write({ tools, toolChoice: 'none' }, { toolChoice: false });
    expect(body.tools).toBeUndefined();
    expect(warnings).toMatchObject([{ code: 'unsupported-setting', setting: 'toolChoice' }]);
    expect(() => write({ tools, toolChoice: 'required' }, { toolChoice: false })).toThrow(
      expect.objectContaining({ code: 'NOT_SUPPORTED', setting: 'toolChoice' }),
    );
  });
});

describe('writing the response format', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } };

  it('sends a schema with name, description and strictness', () => {
    const responseFormat = {
      type: 'json',
      schema,
      name: 'answer',
      description: 'It.',
      strict: true,
    } as const;
    expect(write({ responseFormat }).body.response_format).toEqual({
      type: 'json_schema',
      json_schema: { name: 'answer', description: 'It.', schema, strict: true },
    });
  });

  it.each([
    ['all', { type: 'json_object' }, 0],
    [
      'json_schema',
      { type: 'json_schema', json_schema: { name: 'response', schema: { type: 'object' } } },
      0,
    ],
    ['json_object', { type: 'json_object' }, 0],
    ['none', undefined, 1],
  ] as const)('without a schema sends what a server takes that takes %s', (responseFormat, sent, count) => {
    const { body, warnings } = write({ responseFormat: { type: 'json' } }, { responseFormat });
    expect(body.response_format).toEqual(sent);
    expect(warnings).toHaveLength(count);
  });

  it('warns where a schema cannot be sent', () => {
    const { body, warnings } = write(
      { responseFormat: { type: 'json', schema } },
      { responseFormat: 'json_object' },
    );
    expect(body.response_format).toEqual({ type: 'json_object' });
    expect(warnings).toMatchObject([{ setting: 'responseFormat.schema' }]);
  });
});

describe('writing settings', () => {
  it('translates every one', () => {
    const { body } = write({
      model: 'm',
      temperature: 0,
      topP: 0.5,
      topK: 4,
      minP: 0.1,
      presencePenalty: 1,
      frequencyPenalty: -1,
      maxTokens: 10,
      stop: ['a', 'b'],
      seed: 7,
      logprobs: 3,
    });
    expect(body).toEqual({
      messages: [{ role: 'user', content: 'Hi' }],
      model: 'm',
      temperature: 0,
      top_p: 0.5,
      top_k: 4,
      min_p: 0.1,
      presence_penalty: 1,
      frequency_penalty: -1,
      max_tokens: 10,
      stop: ['a', 'b'],
      seed: 7,
      logprobs: true,
      top_logprobs: 3,
    });
  });

  it('asks for usage in a stream, where the server takes that', () => {
    expect(write({}, {}, true).body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(write({}, { streamUsage: false }, true).body).not.toHaveProperty('stream_options');
    expect(write({}).body).not.toHaveProperty('stream');
  });

  it('follows the quirks of the server', () => {
    const { body, warnings } = write(
      { maxTokens: 5, topK: 4, minP: 0.1, messages: [{ role: 'system', content: 'x' }] },
      { maxTokensField: 'max_completion_tokens', systemRole: 'developer', extraSampling: false },
    );
    expect(body).toEqual({ messages: [{ role: 'developer', content: 'x' }], max_completion_tokens: 5 });
    expect(warnings.map(({ setting }) => setting)).toEqual(['topK', 'minP']);
  });

  it.each([
    ['effort', { effort: 'high' }, { reasoning_effort: 'high' }],
    ['effort', { enabled: false }, { reasoning_effort: 'none' }],
    ['effort', { enabled: true }, { reasoning_effort: 'medium' }],
    ['object', { effort: 'high' }, { reasoning: { effort: 'high' } }],
    ['object', { enabled: false }, { reasoning: { enabled: false } }],
    ['thinking', { effort: 'high' }, { thinking: { type: 'enabled' }, reasoning_effort: 'high' }],
    ['thinking', { effort: 'none' }, { thinking: { type: 'disabled' } }],
    ['template', { enabled: true }, { chat_template_kwargs: { enable_thinking: true } }],
    ['none', { effort: 'high' }, {}],
  ] as const)('sends reasoning in the style %s: %o', (style, reasoning, expected) => {
    const { body, warnings } = write({ reasoning }, { reasoning: style });
    expect(body).toEqual({ messages: [{ role: 'user', content: 'Hi' }], ...expected });
    expect(warnings).toHaveLength(style === 'none' ? 1 : 0);
  });
});
