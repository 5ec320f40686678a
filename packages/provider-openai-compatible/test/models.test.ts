import { describe, expect, it } from 'vitest';
import { readModels } from '../src/models.js';

describe('reading a list of models', () => {
  it.each([
    ['{ data: [] }', { object: 'list', data: [{ id: 'a' }, { id: 'b' }] }],
    ['a bare list', [{ id: 'a' }, { id: 'b' }]],
    ['{ models: [] }', { models: [{ key: 'a' }, { name: 'b' }] }],
    ['a list of names', { data: ['a', 'b'] }],
    ['a bare list of names', ['a', 'b']],
    ['{ models: [] } of names', { models: ['a', 'b'] }],
    [
      'entries with nothing but a name, or null in the place of what they lack',
      [
        { id: 'a', created: null, owned_by: null, name: null },
        { model: 'b', id: null },
      ],
    ],
    ['data that is null beside models', { data: null, models: [{ name: 'a' }, { name: 'b' }] }],
    ['both lists', { models: [{ name: 'x' }], data: [{ id: 'a' }, { id: 'b' }] }],
    ['entries that are none, or come twice', [null, {}, 7, { id: 'a' }, { id: 'a' }, { id: 'b' }]],
  ])('takes %s', (_, answer) => {
    expect(readModels(answer).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('takes null in the place of a list for no models', () => {
    expect(readModels({ object: 'list', data: null })).toEqual([]);
  });

  it.each([{ error: 'x' }, 'models', null, { data: {} }])('refuses %j', (answer) => {
    expect(() => readModels(answer)).toThrow(expect.objectContaining({ code: 'RESPONSE_INVALID' }));
  });

  it.each([
    ['vLLM', { max_model_len: 4096 }, { contextLength: 4096, effectiveContextLength: 4096 }],
    ['Together, OpenRouter', { context_length: 8192 }, { contextLength: 8192 }],
    ['Groq', { context_window: 131_072 }, { contextLength: 131_072 }],
    ['Mistral', { max_context_length: 32_768 }, { contextLength: 32_768 }],
    [
      'llama.cpp',
      { meta: { n_ctx: 256, n_ctx_train: 512 } },
      { contextLength: 512, effectiveContextLength: 256 },
    ],
    [
      'LM Studio',
      { max_context_length: 9, loaded_instances: [{ config: { context_length: 5 } }] },
      { contextLength: 9, effectiveContextLength: 5, loaded: true },
    ],
    ['a server that says nothing', { context_length: 0, meta: null }, {}],
  ])('reads the context length of %s', (_, fields, expected) => {
    expect(readModels([{ id: 'a', ...fields }])).toEqual([{ id: 'a', ...expected }]);
  });

  it.each([
    [{ capabilities: { vision: true, function_calling: true } }, { images: true, tools: true }],
    [{ capabilities: ['completion', 'tools', 'thinking'] }, { tools: true, reasoning: true }],
    [
      { capabilities: { trained_for_tool_use: true, reasoning: { default: 'on' } } },
      { tools: true, reasoning: true },
    ],
    [{ type: 'embedding' }, { embeddings: true, chat: false }],
    [{ type: 'vlm' }, { images: true }],
    [{ architecture: { input_modalities: ['text', 'image'] } }, { images: true }],
    // What is denied is known as well; what is not named is not.
    [
      { capabilities: { completion_chat: false, vision: false, function_calling: false, fine_tuning: true } },
      { images: false, tools: false, chat: false },
    ],
    [{ capabilities: { chat_completion: false, embeddings: false, completion: true } }, { chat: false }],
    [{ capabilities: { chat_completion: true, embeddings: true } }, { embeddings: true, chat: true }],
    [{ capabilities: { vision: false, trained_for_tool_use: false } }, { images: false }],
    [{ architecture: { input_modalities: ['text'] } }, { images: false }],
    [{ type: 'rerank' }, { chat: false }],
  ])('reads capabilities from %j', (fields, capabilities) => {
    expect(readModels([{ id: 'a', ...fields }])).toEqual([{ id: 'a', capabilities }]);
  });

  it('tells what is loaded', () => {
    const states = [{ state: 'loaded' }, { status: { value: 'unloaded' } }, { loaded_instances: [] }, {}];
    expect(
      readModels(states.map((state, id) => ({ id: `m${id}`, ...state }))).map(({ loaded }) => loaded),
    ).toEqual([true, false, false, undefined]);
  });

  it('lets an extension add what it knows', () => {
    const [model] = readModels([{ id: 'a', price: 2 }], (wire) => ({
      pricing: { input: Number(wire['price']) },
    }));
    expect(model).toEqual({ id: 'a', pricing: { input: 2 } });
  });
});
