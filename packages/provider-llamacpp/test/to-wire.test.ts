import { createProviderFromDefinition, type Provider } from '@modelport/core';
import { loadCapture } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { definition } from '../src/definition.js';
import { type LlamaCppRequestOptions, requestFields } from '../src/request-options.js';
import { answering } from './support/driver.js';

const weather = { name: 'get_weather', parameters: { type: 'object', properties: {} } };

/** A provider whose requests can be looked at. */
function recording(capture = 'chat-stream'): { provider: Provider<object>; sent: Record<string, unknown>[] } {
  const sent: Record<string, unknown>[] = [];
  const { body } = loadCapture(`llamacpp/${capture}`);
  const fetch = answering([body], sent);
  return { provider: createProviderFromDefinition(definition, { fetch }), sent };
}

/** The body that a request with these options makes. */
async function bodyWith(
  llamacpp: LlamaCppRequestOptions,
  more: object = {},
): Promise<Record<string, unknown>> {
  const { provider, sent } = recording();
  await provider.chat({ messages: 'Hi', ...more, providerOptions: { llamacpp } });
  return sent[0] ?? {};
}

describe('a chat request', () => {
  it('streams, plain ones too, and asks for usage and progress', async () => {
    expect(await bodyWith({})).toEqual({
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
      stream_options: { include_usage: true },
      return_progress: true,
    });
    expect(await bodyWith({ returnProgress: false })).toMatchObject({ return_progress: false });
  });

  it('takes topK and minP, and says whether tools may be called at once when told', async () => {
    const more = { topK: 7, minP: 0.1, tools: [weather], parallelToolCalls: false };
    expect(await bodyWith({}, more)).toMatchObject({ top_k: 7, min_p: 0.1, parallel_tool_calls: false });
    expect(await bodyWith({}, { tools: [weather] })).not.toHaveProperty('parallel_tool_calls');
  });

  it('sends options under their names on the wire', async () => {
    const options: LlamaCppRequestOptions = {
      cachePrompt: false,
      idSlot: 2,
      repeatPenalty: 1.1,
      logitBias: [
        [15043, false],
        ['Hello', -0.5],
      ],
      lora: [{ id: 0, scale: 0.5 }],
    };
    expect(await bodyWith(options)).toMatchObject({
      cache_prompt: false,
      id_slot: 2,
      repeat_penalty: 1.1,
      logit_bias: [
        [15043, false],
        ['Hello', -0.5],
      ],
      lora: [{ id: 0, scale: 0.5 }],
    });
  });

  it('names each option on the wire as in code, with underscores', () => {
    for (const [name, field] of Object.entries(requestFields)) {
      expect(field).toBe(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    }
  });

  it.each([
    [{ effort: 'none' } as const, { chat_template_kwargs: { enable_thinking: false } }],
    [
      { effort: 'high' } as const,
      { chat_template_kwargs: { enable_thinking: true }, reasoning_effort: 'high' },
    ],
    [{ enabled: true } as const, { chat_template_kwargs: { enable_thinking: true } }],
    [{ enabled: false } as const, { chat_template_kwargs: { enable_thinking: false } }],
  ])('turns reasoning %j into %j', async (reasoning, fields) => {
    const { reasoning_effort, chat_template_kwargs } = await bodyWith({}, { reasoning });
    expect({ reasoning_effort, chat_template_kwargs }).toEqual({ reasoning_effort: undefined, ...fields });
  });

  it("keeps the template's variables beside those of reasoning", async () => {
    const chatTemplateKwargs = { tone: 'dry' };
    expect(await bodyWith({ chatTemplateKwargs }, { reasoning: { enabled: false } })).toMatchObject({
      chat_template_kwargs: { enable_thinking: false, tone: 'dry' },
    });
    expect(
      await bodyWith({ chatTemplateKwargs: { enable_thinking: true } }, { reasoning: { enabled: false } }),
    ).toMatchObject({ chat_template_kwargs: { enable_thinking: true } });
  });

  it('lets extraBody win', async () => {
    const extraBody = { return_progress: false, cache_prompt: true };
    expect(await bodyWith({ cachePrompt: false }, { extraBody })).toMatchObject(extraBody);
  });

  it('sends thoughts back to the template that can keep them', async () => {
    const { provider, sent } = recording('thinking-stream');
    const question = { role: 'user', content: 'Hi' } as const;
    const { message, reasoning } = await provider.chat({ messages: [question] });
    await provider.chat({ messages: [question, message, question] });
    expect(sent[1]).toMatchObject({
      messages: [{}, { role: 'assistant', reasoning_content: reasoning }, {}],
    });
  });
});

describe('what is refused before anything is sent', () => {
  const grammar = 'root ::= "a"';

  it.each([
    ['tools', { tools: [weather] }],
    ['responseFormat', { responseFormat: { type: 'json' as const } }],
    ['tools', { extraBody: { grammar, tools: [weather] } }],
  ])('a grammar in extraBody together with %s', async (name, more) => {
    const { provider, sent } = recording();
    await expect(provider.chat({ messages: 'Hi', extraBody: { grammar }, ...more })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      setting: 'extraBody.grammar',
      message: expect.stringContaining(name),
    });
    expect(sent).toEqual([]);
  });

  it('not a grammar beside tools that may not be called', async () => {
    const more = { tools: [weather], toolChoice: 'none' };
    expect(await bodyWith({ grammar }, more)).toMatchObject({ grammar, tool_choice: 'none' });
  });

  it.each([
    ['tools', {}, { tools: [weather] }],
    ['responseFormat', {}, { responseFormat: { type: 'json' as const } }],
    ['providerOptions.llamacpp.jsonSchema', { jsonSchema: { type: 'object' } }, {}],
  ])('a grammar together with %s', async (name, options, more) => {
    const { provider, sent } = recording();
    const request = { messages: 'Hi', ...more, providerOptions: { llamacpp: { grammar, ...options } } };
    await expect(provider.chat(request)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      setting: 'providerOptions.llamacpp.grammar',
      message: expect.stringContaining(name),
    });
    expect(sent).toEqual([]);
  });

  it('an option that there is not, with those that there are', async () => {
    const { provider, sent } = recording();
    const request = { messages: 'Hi', providerOptions: { llamacpp: { repeat_penalty: 1 } as object } };
    await expect(provider.chat(request)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      setting: 'providerOptions.llamacpp.repeat_penalty',
      candidates: expect.arrayContaining(['repeatPenalty']),
    });
    expect(sent).toEqual([]);
  });
});

describe('tools beside a schema', () => {
  it.each([
    ['responseFormat', {}, { responseFormat: { type: 'json' as const } }],
    ['providerOptions.llamacpp.jsonSchema', { jsonSchema: { type: 'object' } }, {}],
  ])('are sent, with a warning that %s keeps them from being called', async (name, llamacpp, more) => {
    const { provider, sent } = recording();
    const request = { messages: 'Hi', tools: [weather], ...more, providerOptions: { llamacpp } };
    const { warnings } = await provider.chat(request);
    expect(warnings).toMatchObject([
      { code: 'unsupported-setting', setting: 'tools', message: expect.stringContaining(name) },
    ]);
    expect(sent).toMatchObject([{ tools: [{ function: { name: 'get_weather' } }] }]);
    expect((await provider.chat({ ...request, toolChoice: 'none' })).warnings).toEqual([]);
  });
});

describe('an embedding request', () => {
  it('takes the norm, and leaves out the dimensions with a warning', async () => {
    const { provider, sent } = recording('embeddings');
    const providerOptions = { llamacpp: { embdNormalize: -1 } };
    const { warnings } = await provider.embed({ input: 'Hi there', dimensions: 8, providerOptions });
    expect(sent).toEqual([{ input: ['Hi there'], encoding_format: 'float', embd_normalize: -1 }]);
    expect(warnings).toMatchObject([{ code: 'unsupported-setting', setting: 'dimensions' }]);
  });
});
