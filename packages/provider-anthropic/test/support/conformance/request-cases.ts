import assert from 'node:assert/strict';
import type { AssistantPart, Message, UserPart } from '@modelport/core';
import type { ConformanceCase } from '@modelport/provider-testkit';
import type { AnthropicRequestOptions } from '../../../src/request-options.js';
import { bodyFor, mine, question } from './exchange.js';

const mark = { cache_control: { type: 'ephemeral' } };
const text = (words: string) => ({ type: 'text', text: words }) as const;
const weather = { name: 'get_weather', parameters: { type: 'object', properties: {} } };
const call = (id: string, more: object = {}): AssistantPart => ({
  ...{ type: 'tool-call', id, name: 'get_weather', arguments: {}, rawArguments: '{}' },
  ...more,
});

/** How requests are written for this API. */
export const requestCases: readonly ConformanceCase[] = [
  {
    id: 'anthropic/cache-marks',
    title: 'a mark for the cache reaches the block that it was put at',
    reason:
      'Contract, `ProviderData`: drivers merge an object into what they send for that part, message or tool.',
    requires: ['wire'],
    async run(t) {
      const providerData = mine(mark);
      const image = { type: 'image', data: 'AA==', mediaType: 'image/png' } as const;
      const { body } = await bodyFor(t, {
        messages: [
          { role: 'system', content: 'A.' },
          { role: 'system', content: 'B.', providerData },
          { role: 'system', content: ' ' },
          {
            role: 'user',
            content: [
              { ...text('C.'), providerData },
              { ...image, providerData },
            ],
          },
          { role: 'assistant', content: [call('a')] },
          { role: 'tool', toolCallId: 'a', content: [{ ...text('D.'), providerData }], providerData },
        ],
        tools: [weather, { ...weather, name: 'other', description: 'Other.', providerData }],
      });
      assert.deepEqual(body.system, [text('A.'), { ...text('B.'), ...mark }]);
      const source = { type: 'base64', media_type: 'image/png', data: 'AA==' };
      const result = {
        type: 'tool_result',
        tool_use_id: 'a',
        content: [{ ...text('D.'), ...mark }],
        ...mark,
      };
      assert.deepEqual(
        body.messages.filter(({ role }) => role === 'user').map(({ content }) => content),
        [
          [
            { ...text('C.'), ...mark },
            { type: 'image', source, ...mark },
          ],
          [result],
        ],
      );
      assert.deepEqual(body.tools, [
        { name: 'get_weather', input_schema: weather.parameters },
        { name: 'other', description: 'Other.', input_schema: weather.parameters, ...mark },
      ]);
    },
  },
  {
    id: 'anthropic/turns',
    title: 'turns alternate, results of tools stand in front, and nothing is empty',
    reason: 'Anthropic, tool use: all results of a turn in the one message behind it, before any words.',
    requires: ['wire'],
    async run(t) {
      const result = (toolCallId: string, content: string) =>
        ({ role: 'tool', toolCallId, content }) as const;
      const { body, response } = await bodyFor(t, {
        messages: [
          question,
          { role: 'user', content: [text(' '), text('There')] },
          { role: 'assistant', content: [text(''), call('a.1'), call('b:2', { arguments: { x: 1 } })] },
          result('a.1', 'One.'),
          { role: 'user', content: 'Well?' },
          result('b:2', ''),
          { role: 'assistant', content: 'Fine.' },
          { role: 'assistant', content: [text('So '), text('be ')] },
        ],
      });
      const use = (id: string, input: object) => ({ type: 'tool_use', id, name: 'get_weather', input });
      const answer = (id: string, content?: string) => ({
        ...{ type: 'tool_result', tool_use_id: id },
        ...(content !== undefined && { content }),
      });
      assert.deepEqual(body.messages, [
        { role: 'user', content: [text('Hi'), text('There')] },
        { role: 'assistant', content: [use('a_1', {}), use('b_2', { x: 1 })] },
        { role: 'user', content: [answer('a_1', 'One.'), answer('b_2'), text('Well?')] },
        { role: 'assistant', content: [text('Fine.'), text('So '), text('be')] },
      ]);
      assert.deepEqual(response.warnings, []);
      const last = async (message: Message) =>
        (await bodyFor(t, { messages: [question, { role: 'assistant', content: 'A ' }, message] })).body
          .messages;
      assert.deepEqual((await last({ role: 'user', content: 'B ' })).slice(1), [
        { role: 'assistant', content: [text('A ')] },
        { role: 'user', content: [text('B ')] },
      ]);
      const search = { type: 'server_tool_use', id: 's', text: 'C ' };
      const paused = await last({
        role: 'assistant',
        content: [{ type: 'opaque', providerData: mine(search) }],
      });
      assert.deepEqual(paused[1]?.content, [text('A '), search]);
    },
  },
  {
    id: 'anthropic/invalid-arguments',
    title: 'arguments that are no JSON object go back in the way that the API documents',
    reason: 'Anthropic, fine-grained tool streaming: `{ "INVALID_JSON": "…" }`.',
    requires: ['wire'],
    async run(t) {
      const given = ['{"a', '[1]', '{"a":1}', ''].map((rawArguments, index) =>
        call(`c${index}`, { arguments: undefined, rawArguments }),
      );
      const results = given.map(
        (_, index) => ({ role: 'tool', toolCallId: `c${index}`, content: 'x' }) as const,
      );
      const { body } = await bodyFor(t, {
        messages: [question, { role: 'assistant', content: given }, ...results],
      });
      assert.deepEqual(
        body.messages[1]?.content.map(({ input }) => input),
        [{ INVALID_JSON: '{"a' }, { INVALID_JSON: '[1]' }, { a: 1 }, {}],
      );
    },
  },
  {
    id: 'anthropic/documents',
    title: 'PDFs and texts are documents, images are images, and others are refused',
    reason: 'Anthropic, https://platform.claude.com/docs/en/build-with-claude/pdf-support',
    requires: ['wire'],
    async run(t) {
      const url = 'https://a.example/b';
      const document = (source: object, more: object = {}) => ({ type: 'document', source, ...more });
      const plain = { type: 'text', media_type: 'text/plain', data: 'Größe' };
      const own = { citations: { enabled: true } };
      const cases: readonly (readonly [UserPart, object])[] = [
        [{ type: 'file', url }, document({ type: 'url', url })],
        [{ type: 'file', url, mediaType: 'application/pdf' }, document({ type: 'url', url })],
        [
          {
            type: 'file',
            data: 'AA==',
            mediaType: 'Application/PDF',
            filename: 'b',
            providerData: mine(own),
          },
          document({ type: 'base64', media_type: 'application/pdf', data: 'AA==' }, { title: 'b', ...own }),
        ],
        [{ type: 'file', data: 'R3LDtsOfZQ==', mediaType: 'text/csv' }, document(plain)],
        [{ type: 'file', url: 'data:,Gr%C3%B6%C3%9Fe' }, document(plain)],
        [{ type: 'file', url: 'data:text/csv,Größe' }, document(plain)],
        [{ type: 'file', url: 'data:text/csv;charset=utf-8;BASE64,R3LDtsOfZQ==' }, document(plain)],
        [
          { type: 'file', data: 'AA==', mediaType: 'image/gif', providerData: mine(mark) },
          { type: 'image', source: { type: 'base64', media_type: 'image/gif', data: 'AA==' }, ...mark },
        ],
        [
          { type: 'image', url },
          { type: 'image', source: { type: 'url', url } },
        ],
        [
          { type: 'opaque', providerData: mine({ type: 'container_upload', file_id: 'f' }) },
          { type: 'container_upload', file_id: 'f' },
        ],
      ];
      for (const [part, block] of cases) {
        const { body } = await bodyFor(t, { messages: [{ role: 'user', content: [part] }] });
        assert.deepEqual(body.messages[0]?.content, [block]);
      }
      const refused: readonly (readonly [UserPart, RegExp])[] = [
        [{ type: 'file', data: 'AA==', mediaType: 'audio/wav' }, /a file of type audio\/wav\. Give a PDF/],
        [{ type: 'file', url, mediaType: 'text/plain' }, /a file of type text\/plain by URL\. Give a PDF/],
      ];
      for (const [part, message] of refused) {
        const asked = bodyFor(t, { messages: [{ role: 'user', content: [part] }] });
        await assert.rejects(asked, { code: 'NOT_SUPPORTED', setting: 'messages', message });
      }
    },
  },
  {
    id: 'anthropic/media-urls',
    title: 'a data: URL is sent as base64 of its own type, any other URL as it is',
    reason: 'Anthropic, vision: an image is a URL to load, or base64 with its type.',
    requires: ['wire'],
    async run(t) {
      const url = 'https://host.example/data:image/gif;base64,R0lG';
      const images = [
        { type: 'image', url: 'data:image/gif;base64,R0lG' },
        { type: 'image', url },
      ] as const;
      const { body } = await bodyFor(t, { messages: [{ role: 'user', content: images }] });
      assert.deepEqual(body.messages[0]?.content, [
        { type: 'image', source: { type: 'base64', media_type: 'image/gif', data: 'R0lG' } },
        { type: 'image', source: { type: 'url', url } },
      ]);
    },
  },
  {
    id: 'anthropic/left-out',
    title: 'files of the model are left out with a warning, and thoughts of others stay behind',
    reason: 'The API has no block for either.',
    requires: ['wire'],
    async run(t) {
      const said: readonly AssistantPart[] = [
        { type: 'file', data: 'AA==', mediaType: 'image/png' },
        { type: 'reasoning', text: 'Hm.' },
        { type: 'opaque', providerData: mine({ no: 'block' }) },
        { type: 'opaque', providerData: { type: 'anthropic', data: 'no block' } },
        text('Yes.'),
      ];
      const { body, response } = await bodyFor(t, {
        messages: [question, { role: 'assistant', content: said }, question],
      });
      assert.deepEqual(body.messages[1]?.content, [text('Yes.')]);
      assert.deepEqual(
        response.warnings.map(({ code, setting }) => [code, setting]),
        [['dropped-content', 'messages']],
      );
      assert.match(response.warnings[0]?.message ?? '', /file of the model was left out/);
    },
  },
  {
    id: 'anthropic/moved-instructions',
    title: 'a late instruction is moved to the start, and a warning says so',
    reason: 'Contract, `SystemMessage`.',
    requires: ['wire'],
    async run(t) {
      const late = { role: 'system', content: 'Be brief.' } as const;
      const { body, response } = await bodyFor(t, { messages: [question, late] });
      assert.deepEqual(body.system, [text('Be brief.')]);
      assert.deepEqual(
        response.warnings.map(({ code, setting }) => [code, setting]),
        [['unsupported-setting', 'messages']],
      );
      assert.match(response.warnings[0]?.message ?? '', /moved to its start/);
      const first = await bodyFor(t, { messages: [late, question] });
      assert.deepEqual(first.response.warnings, []);
    },
  },
  {
    id: 'anthropic/tool-choice',
    title: 'the choice of tools is written with the wish for one call at a time, and only beside tools',
    reason: 'Anthropic, https://platform.claude.com/docs/en/agents-and-tools/tool-use/implement-tool-use',
    requires: ['wire'],
    async run(t) {
      const tools = [weather];
      const alone = { disable_parallel_tool_use: true };
      const choice = async (request: object) => (await bodyFor(t, request)).body.tool_choice;
      assert.equal(await choice({ tools }), undefined);
      assert.equal(await choice({ tools, parallelToolCalls: true }), undefined);
      assert.equal(await choice({ parallelToolCalls: false }), undefined);
      assert.deepEqual(await choice({ tools, toolChoice: 'auto' }), { type: 'auto' });
      assert.deepEqual(await choice({ tools, toolChoice: 'none', parallelToolCalls: false }), {
        type: 'none',
      });
      assert.deepEqual(await choice({ tools, parallelToolCalls: false }), { type: 'auto', ...alone });
      const required = { tools, toolChoice: 'required', parallelToolCalls: false };
      assert.deepEqual(await choice(required), { type: 'any', ...alone });
      const named = { tools, toolChoice: { name: weather.name } };
      assert.deepEqual(await choice(named), { type: 'tool', name: weather.name });
    },
  },
  {
    id: 'anthropic/strict-schemas',
    title: 'a schema that is enforced is put in the words that the API knows, any other goes as it is',
    reason: 'Anthropic, structured outputs: objects must be closed, and limits are refused.',
    requires: ['wire'],
    async run(t) {
      const parameters = { type: 'object', properties: { stars: { type: 'integer', minimum: 1 } } };
      const closed = {
        ...{ type: 'object', additionalProperties: false },
        properties: { stars: { type: 'integer', description: '(minimum: 1)' } },
      };
      const tools = [
        { name: 'a', parameters, strict: true },
        { name: 'b', parameters, strict: false },
      ];
      const { body } = await bodyFor(t, { tools });
      assert.deepEqual(
        body.tools?.map(({ input_schema }) => input_schema),
        [closed, parameters],
      );
      const formatted = async (schema: object, description?: string) => {
        const responseFormat = { type: 'json', schema, description } as never;
        return (await bodyFor(t, { responseFormat })).body;
      };
      const enforced = await formatted(parameters);
      assert.deepEqual(enforced.output_config, { format: { type: 'json_schema', schema: closed } });
      assert.equal(enforced.system, undefined, 'What is enforced need not be asked for.');
      const described = (await formatted(parameters, 'A rating.')).output_config?.format?.schema;
      assert.equal(described?.['description'], 'A rating.');
      const own = (await formatted({ ...parameters, description: 'Mine.' }, 'A rating.')).output_config;
      assert.equal(own?.format?.schema['description'], 'Mine.');
    },
  },
  {
    id: 'anthropic/json-without-schema',
    title: 'JSON without a schema is asked for behind the other instructions, with a warning',
    reason: 'Contract, `ResponseFormat.schema`: a backend that knows only schemas comes as near as it can.',
    requires: ['wire'],
    async run(t) {
      const { body, response } = await bodyFor(t, {
        messages: [{ role: 'system', content: 'Be brief.' }, question],
        responseFormat: { type: 'json' },
      });
      assert.deepEqual(body.system?.[0], text('Be brief.'));
      assert.match(String(body.system?.[1]?.['text']), /JSON object and nothing else/);
      assert.deepEqual(body.system?.[1]?.type, 'text');
      assert.equal(body.output_config, undefined);
      assert.deepEqual(
        response.warnings.map(({ code, setting }) => [code, setting]),
        [['unsupported-setting', 'responseFormat']],
      );
      assert.match(response.warnings[0]?.message ?? '', /by a schema only/);
      const plain = await bodyFor(t, { responseFormat: { type: 'text' } });
      assert.deepEqual([plain.body.system, plain.response.warnings], [undefined, []]);
    },
  },
  {
    id: 'anthropic/options',
    title: 'options of this API reach the body, and win over the words of the contract',
    reason: 'Contract, `DriverRequest.providerOptions`.',
    requires: ['wire'],
    async run(t) {
      const serverTools = [{ type: 'web_search_20250305', name: 'web_search' }];
      const cacheControl = { type: 'ephemeral', ttl: '1h' } as const;
      const thinking = { type: 'enabled', budgetTokens: 2000, display: 'omitted' } as const;
      const anthropic: AnthropicRequestOptions = {
        ...{ thinking, cacheControl, metadata: { userId: 'u' } },
        effort: 'max',
        serviceTier: 'auto',
        ...{ inferenceGeo: 'us', container: 'c', serverTools, betas: ['one', 'two'] },
      };
      const { body } = await bodyFor(t, {
        ...{ reasoning: { effort: 'low' }, tools: [weather], providerOptions: { anthropic } },
      });
      const { model: _, messages: __, max_tokens: ___, stream: ____, ...sent } = body;
      assert.deepEqual(sent, {
        tools: [{ name: weather.name, input_schema: weather.parameters }, ...serverTools],
        thinking: { type: 'enabled', budget_tokens: 2000, display: 'omitted' },
        output_config: { effort: 'max' },
        ...{ cache_control: cacheControl, metadata: { user_id: 'u' }, service_tier: 'auto' },
        ...{ inference_geo: 'us', container: 'c' },
      });
      const headers = t.backend.requestsFor('chat').at(-1)?.headers;
      assert.equal(headers?.['anthropic-beta'], 'one,two');
      assert.equal(headers?.['anthropic-version'], '2023-06-01');
      const off = await bodyFor(t, {
        ...{
          reasoning: { effort: 'high' },
          providerOptions: { anthropic: { thinking: { type: 'disabled' } } },
        },
      });
      assert.deepEqual(off.body.thinking, { type: 'disabled' });
      // Too few tokens to think, which `reasoning` would warn of.
      const few = { maxTokens: 1000, reasoning: { effort: 'high' } } as const;
      const warned = async (options: AnthropicRequestOptions) =>
        (await bodyFor(t, { ...few, providerOptions: { anthropic: options } })).response.warnings.length;
      const [disabled, effort] = [{ thinking: { type: 'disabled' } }, { effort: 'low' }] as const;
      assert.deepEqual(
        [
          await warned({}),
          await warned(disabled),
          await warned(effort),
          await warned({ ...disabled, ...effort }),
        ],
        [1, 1, 1, 0],
      );
    },
  },
  {
    id: 'anthropic/sampling',
    title: 'Claude samples as it is told while it does not think',
    reason: 'Anthropic, extended thinking: other temperatures than 1 are refused then.',
    requires: ['wire'],
    async run(t) {
      const temperature = async (thinking?: AnthropicRequestOptions['thinking']) => {
        const request = { model: 'claude-haiku-4-5', temperature: 0.5 };
        const { body } = await bodyFor(t, { ...request, providerOptions: { anthropic: { thinking } } });
        return body.temperature;
      };
      assert.equal(await temperature(), 0.5);
      assert.equal(await temperature({ type: 'disabled' }), 0.5);
      assert.equal(await temperature({ type: 'enabled', budgetTokens: 2000 }), undefined);
    },
  },
  {
    id: 'anthropic/counted',
    title: 'a count of tokens has the fields that count, those of extraBody, and no others',
    reason: 'Anthropic, https://platform.claude.com/docs/en/api/messages-count-tokens: others are refused.',
    requires: ['wire', 'driver:countTokens'],
    async run(t) {
      t.backend.reply('count-tokens', { body: { input_tokens: 5 } });
      const schema = { type: 'object', properties: {}, additionalProperties: false };
      await t.provider().countTokens({
        ...{ messages: [{ role: 'system', content: 'A.' }, question], tools: [weather], toolChoice: 'auto' },
        ...{ maxTokens: 2000, temperature: 1, stop: 'x', reasoning: { enabled: true } },
        responseFormat: { type: 'json', schema },
        providerOptions: { anthropic: { metadata: { userId: 'u' } } },
        extraBody: { mcp_servers: [] },
      });
      const [{ body } = { body: undefined }] = t.backend.requestsFor('count-tokens');
      assert.deepEqual(Object.keys(Object(body)).toSorted(), [
        ...[
          'mcp_servers',
          'messages',
          'model',
          'output_config',
          'system',
          'thinking',
          'tool_choice',
          'tools',
        ],
      ]);
    },
  },
];
