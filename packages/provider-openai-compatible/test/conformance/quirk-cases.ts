import assert from 'node:assert/strict';
import type { ChatRequest } from '@modelport/core';
import type { CaseContext, ConformanceCase } from '@modelport/provider-testkit';
import { assertWarning, fieldsOf, type Json, messagesOf, send } from './send.js';

const reason = 'README, "Quirks": the option `quirks` fits the dialect to a server that deviates.';

/** A case about one quirk of a server that takes the common dialect otherwise. */
const quirk = (id: string, title: string, run: (t: CaseContext) => Promise<void>): ConformanceCase => ({
  ...{ id: `quirks/${id}`, title, reason, run },
});

const schema = { type: 'object', properties: { a: { type: 'string' } } } as const;
const inTags = { messages: 'Answer in JSON.' };

/** What the option `quirks` does to requests, quirk by quirk, beside what goes out without any. */
export const quirkCases: readonly ConformanceCase[] = [
  quirk('max-tokens-field', 'maxTokensField names the field that bounds the answer', async (t) => {
    assert.deepEqual(fieldsOf(await send(t, { maxTokens: 7 })), { max_tokens: 7 });
    const quirks = { maxTokensField: 'max_completion_tokens' };
    assert.deepEqual(fieldsOf(await send(t, { maxTokens: 7 }, { quirks })), { max_completion_tokens: 7 });
  }),
  quirk('system-role', 'systemRole is the role of system messages', async (t) => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ] as const;
    const roleOf = async (quirks: object) => messagesOf(await send(t, { messages }, { quirks }))[0];
    assert.deepEqual(await roleOf({}), { role: 'system', content: 'Be brief.' });
    assert.deepEqual(await roleOf({ systemRole: 'developer' }), { role: 'developer', content: 'Be brief.' });
  }),
  quirk('stream-usage', 'streamUsage asks for usage in a stream, and in nothing else', async (t) => {
    assert.deepEqual(fieldsOf(await send(t, {})), {});
    const asked = { stream: true, stream_options: { include_usage: true } };
    assert.deepEqual(fieldsOf(await send(t, {}, { stream: true })), asked);
    const quirks = { streamUsage: false };
    assert.deepEqual(fieldsOf(await send(t, {}, { stream: true, quirks })), { stream: true });
  }),
  quirk('auth-header', 'authHeader carries the key, as a token or bare', async (t) => {
    const usual = await send(t, {});
    assert.equal(usual.headers['authorization'], `Bearer ${t.apiKey}`);
    assert.equal(usual.headers['api-key'], undefined);
    const bare = await send(t, {}, { quirks: { authHeader: 'api-key' } });
    assert.equal(bare.headers['api-key'], t.apiKey);
    assert.equal(bare.headers['authorization'], undefined);
  }),
  quirk('extra-sampling', 'extraSampling lets topK and minP through', async (t) => {
    const taken = await send(t, { topK: 40, minP: 0.05 });
    assert.deepEqual(fieldsOf(taken), { top_k: 40, min_p: 0.05 });
    assertWarning(taken, undefined);
    const quirks = { extraSampling: false };
    for (const setting of ['topK', 'minP'] as const) {
      const refused = await send(t, { [setting]: 1 }, { quirks });
      assert.deepEqual(fieldsOf(refused), {});
      const says = new RegExp(`does not take ${setting}; it was left out.*"quirks"`);
      assertWarning(refused, { setting, says });
    }
  }),
  quirk('parallel-tool-calls', 'parallelToolCalls lets the wish through', async (t) => {
    const request = { tools: [{ name: 'look_up' }], parallelToolCalls: false };
    assert.equal((await send(t, request)).body['parallel_tool_calls'], false);
    assert.equal((await send(t, { tools: request.tools })).body['parallel_tool_calls'], undefined);
    const refused = await send(t, request, { quirks: { parallelToolCalls: false } });
    assert.equal('parallel_tool_calls' in refused.body, false);
    assertWarning(refused, { setting: 'parallelToolCalls', says: /parallelToolCalls/ });
    const unasked = await send(t, { tools: request.tools }, { quirks: { parallelToolCalls: false } });
    assertWarning(unasked, undefined);
    assert.deepEqual(fieldsOf(await send(t, { tools: [] })), {}, 'An empty list of tools is none.');
  }),
  quirk('response-format', 'responseFormat says which forms are taken', async (t) => {
    const named = { type: 'json', schema, name: 'answer', description: 'An answer.', strict: true } as const;
    const { type: _, ...facts } = named;
    const bySchema = { type: 'json_schema', json_schema: facts };
    const anyObject = { type: 'json_schema', json_schema: { name: 'response', schema: { type: 'object' } } };
    const anyForm = { type: 'json_object' };
    const cut = { setting: 'responseFormat.schema', says: /takes no JSON Schema.*in the prompt/ };
    const none = { setting: 'responseFormat', says: /takes no response format.*prompt/ };
    const table = [
      ['all', named, bySchema, undefined],
      ['all', { type: 'json', schema }, { type: 'json_schema', json_schema: { name: 'response', schema } }],
      ['all', { type: 'json' }, anyForm, undefined],
      ['all', { type: 'text' }, undefined, undefined],
      ['json_schema', named, bySchema, undefined],
      ['json_schema', { type: 'json' }, anyObject, undefined],
      ['json_object', named, anyForm, cut],
      ['json_object', { type: 'json' }, anyForm, undefined],
      ['none', named, undefined, none],
      ['none', { type: 'json' }, undefined, none],
      ['none', { type: 'text' }, undefined, undefined],
    ] as const;
    for (const [responseFormat, format, expected, warning] of table) {
      const sent = await send(t, { ...inTags, responseFormat: format }, { quirks: { responseFormat } });
      const wanted = expected === undefined ? {} : { response_format: expected };
      assert.deepEqual(fieldsOf(sent), wanted, `${responseFormat}: ${JSON.stringify(format)}`);
      assertWarning(sent, warning);
    }
  }),
  quirk('tool-choice', 'toolChoice says how a choice is taken', async (t) => {
    const tools = [{ name: 'look_up' }, { name: 'add' }];
    const byName = { type: 'function', function: { name: 'add' } };
    const table = [
      [true, 'auto', ['look_up', 'add'], 'auto'],
      [true, 'none', ['look_up', 'add'], 'none'],
      [true, 'required', ['look_up', 'add'], 'required'],
      [true, { name: 'add' }, ['look_up', 'add'], byName],
      [true, undefined, ['look_up', 'add'], undefined],
      ['words', { name: 'add' }, ['add'], 'required'],
      ['words', 'required', ['look_up', 'add'], 'required'],
      ['words', 'none', ['look_up', 'add'], 'none'],
      [false, 'auto', ['look_up', 'add'], 'auto'],
      [false, undefined, ['look_up', 'add'], undefined],
      [false, 'none', undefined, undefined],
    ] as const;
    for (const [takes, toolChoice, names, expected] of table) {
      const sent = await send(t, { tools, toolChoice }, { quirks: { toolChoice: takes } });
      const offered = sent.body['tools'] as readonly { function: Json }[] | undefined;
      assert.deepEqual(
        offered?.map((tool) => tool.function['name']),
        names,
      );
      assert.deepEqual(sent.body['tool_choice'], expected);
      const isCut = !takes && toolChoice === 'none';
      const says = /takes no tool choice: the tools were left out/;
      assertWarning(sent, isCut ? { setting: 'toolChoice', says } : undefined);
    }
    const provider = t.provider({ quirks: { toolChoice: false } });
    for (const toolChoice of ['required', { name: 'add' }] as const) {
      const before = t.backend.requests.length;
      const message =
        /takes no tool choice but "auto" and "none"; it was asked for ("required"|\{"name":"add"\})\./;
      const refused = { code: 'NOT_SUPPORTED', setting: 'toolChoice', message };
      await assert.rejects(provider.chat({ messages: 'Hi', tools, toolChoice }), refused);
      assert.equal(t.backend.requests.length, before, 'Nothing may be sent.');
    }
  }),
  quirk('unknown', 'a quirk that does not exist is refused with those that do', async (t) => {
    const ask = (quirks: object) => t.provider({ quirks }).chat('Hi');
    const isRefused = (setting: string, candidate: string) => (error: Json) => {
      assert.deepEqual([error['code'], error['setting']], ['SETTING_INVALID', setting]);
      assert.ok((error['candidates'] as readonly string[]).includes(candidate));
      return true;
    };
    await assert.rejects(async () => ask({ nope: true }), isRefused('quirks.nope', 'toolChoice'));
    const wrong = { reasoningBack: 'thoughts' };
    await assert.rejects(async () => ask(wrong), isRefused('quirks.reasoningBack', 'reasoning_content'));
    await ask({ reasoningBack: undefined });
  }),
];

type Reasoning = NonNullable<ChatRequest['reasoning']>;

/** What becomes of a wish for thinking, by the quirks that say how a server is told. */
export const reasoningQuirkCases: readonly ConformanceCase[] = [
  quirk('reasoning', 'reasoning says how a server is told to think', async (t) => {
    const table: readonly (readonly [string, Reasoning, Json])[] = [
      ['effort', { effort: 'low' }, { reasoning_effort: 'low' }],
      ['effort', { effort: 'none' }, { reasoning_effort: 'none' }],
      ['effort', { enabled: true }, { reasoning_effort: 'medium' }],
      ['effort', { enabled: false }, { reasoning_effort: 'none' }],
      ['object', { effort: 'high' }, { reasoning: { effort: 'high' } }],
      ['object', { effort: 'none' }, { reasoning: { effort: 'none' } }],
      ['object', { enabled: true }, { reasoning: { enabled: true } }],
      ['object', { enabled: false }, { reasoning: { enabled: false } }],
      ['thinking', { effort: 'low' }, { thinking: { type: 'enabled' }, reasoning_effort: 'low' }],
      ['thinking', { effort: 'none' }, { thinking: { type: 'disabled' } }],
      ['thinking', { enabled: true }, { thinking: { type: 'enabled' } }],
      ['thinking', { enabled: false }, { thinking: { type: 'disabled' } }],
      ['template', { effort: 'low' }, { ...template(true), reasoning_effort: 'low' }],
      ['template', { effort: 'none' }, template(false)],
      ['template', { enabled: true }, template(true)],
      ['template', { enabled: false }, template(false)],
    ];
    for (const [way, reasoning, expected] of table) {
      const sent = await send(t, { reasoning }, { quirks: { reasoning: way } });
      assert.deepEqual(fieldsOf(sent), expected, `${way}: ${JSON.stringify(reasoning)}`);
      assertWarning(sent, undefined);
    }
    const refused = await send(t, { reasoning: { effort: 'low' } }, { quirks: { reasoning: 'none' } });
    assert.deepEqual(fieldsOf(refused), {});
    assertWarning(refused, { setting: 'reasoning', says: /does not take reasoning/ });
  }),
  quirk('efforts', 'an effort that is not taken becomes the nearest one, with a warning', async (t) => {
    const table = [
      ['minimal-max', 'minimal', 'minimal'],
      ['minimal-max', 'max', 'max'],
      ['low-max', 'minimal', 'low'],
      ['low-max', 'low', 'low'],
      ['low-max', 'max', 'max'],
      ['low-high', 'minimal', 'low'],
      ['low-high', 'medium', 'medium'],
      ['low-high', 'high', 'high'],
      ['low-high', 'xhigh', 'high'],
      ['low-high', 'max', 'high'],
      ['low-high', 'none', 'none'],
    ] as const;
    for (const [efforts, effort, nearest] of table) {
      const sent = await send(t, { reasoning: { effort } }, { quirks: { efforts } });
      assert.deepEqual(fieldsOf(sent), { reasoning_effort: nearest });
      const [least, most] = efforts.split('-');
      const says = new RegExp(`from ${least} to ${most}: ${nearest} was asked for in place of ${effort}`);
      assertWarning(sent, nearest === effort ? undefined : { setting: 'reasoning.effort', says });
    }
    // Who takes no effort at all is told so once, not twice.
    const quirks = { reasoning: 'none', efforts: 'low-high' };
    const refused = await send(t, { reasoning: { effort: 'max' } }, { quirks });
    assertWarning(refused, { setting: 'reasoning', says: /left out/ });
  }),
];

function template(enabled: boolean): Json {
  return { chat_template_kwargs: { enable_thinking: enabled } };
}
