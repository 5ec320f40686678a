import { createProvider, listDefinitions, runTools } from '@modelport/core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { createMockScript, type MockOptions } from '../src/index.js';

describe('the type mock', () => {
  it('is registered by the import, and nothing else is', () => {
    expect(listDefinitions().map(({ type }) => type)).toEqual(['mock']);
  });

  it('answers usefully without any option', async () => {
    const { text, finishReason, usage } = await createProvider('mock').chat('help');
    expect(text).toContain('built-in mock model');
    expect(finishReason).toBe('stop');
    expect(usage.totalTokens).toBeGreaterThan(10);
  });

  it('has its options checked by the compiler and by core', () => {
    // @ts-expect-error the option is called replies
    const misspelt = () => createProvider('mock', { replys: ['Hello'] });
    expect(misspelt).toThrow('Did you mean "replies"?');
    const wrong: readonly [MockOptions, string][] = [
      [{ replies: ['fine', { toolCalls: [{ name: '' }] }] }, 'replies[1].toolCalls[0].name'],
      [{ latencyMs: -1 }, 'latencyMs'],
      [{ chunkSize: 0 }, 'chunkSize'],
      [{ models: [] }, 'models'],
      [{ models: [''] }, 'models'],
    ];
    for (const [options, setting] of wrong) {
      expect(() => createProvider('mock', options)).toThrow(
        expect.objectContaining({ code: 'SETTING_INVALID', setting }),
      );
    }
    // @ts-expect-error there is no such flavour
    expect(() => createProvider('mock', { flavour: 'anthropic' })).toThrow(/flavour.*openai, vllm/);
    // @ts-expect-error that is no script
    expect(() => createProvider('mock', { script: {} })).toThrow(
      /"script" must be made with createMockScript/,
    );
    expectTypeOf(createProvider('mock').extras).toEqualTypeOf<Record<never, never>>();
  });
});

describe('a scripted provider', () => {
  it('fails and is asked again, as the script says', async () => {
    const script = createMockScript([{ error: { code: 'RATE_LIMITED', retryAfterMs: 1 } }, 'Here you are.']);
    const provider = createProvider('mock', { script });
    const response = await provider.chat('Please');
    expect(response.text).toBe('Here you are.');
    expect(response.attempts.map(({ code }) => code)).toEqual(['RATE_LIMITED', undefined]);
    expect(script.requests).toHaveLength(2);
  });

  it('breaks off in the middle, with what had come', async () => {
    const provider = createProvider('mock', { replies: [{ text: 'Half an', error: 'STREAM_INTERRUPTED' }] });
    await expect(provider.chat('x')).rejects.toMatchObject({
      code: 'STREAM_INTERRUPTED',
      partial: { text: 'Half an' },
    });
  });

  it('stalls until the timer that is tried fires', async () => {
    const provider = createProvider('mock', {
      replies: [{ stall: true }, { text: 'Half', stall: true }],
      maxRetries: 0,
    });
    const first = provider.stream('x', { firstEventTimeout: 20 }).response;
    await expect(first).rejects.toMatchObject({ code: 'TIMEOUT', timer: 'first-event' });
    const second = provider.stream('x', { idleTimeout: 500 }).response;
    await expect(second).rejects.toMatchObject({ code: 'TIMEOUT', timer: 'idle', partial: { text: 'Half' } });
  });

  it('gives reasoning, calls with parsed and with broken arguments, and sources', async () => {
    const provider = createProvider('mock', {
      replies: [
        {
          reasoning: 'Hm.',
          toolCalls: [
            { name: 'add', arguments: { a: 1 } },
            { name: 'add', rawArguments: '{"a": ' },
          ],
          sources: [{ url: 'https://example.com/' }],
        },
      ],
    });
    const response = await provider.chat({
      messages: 'x',
      tools: [{ name: 'add', parameters: { type: 'object' } }],
    });
    expect(response.reasoning).toBe('Hm.');
    expect(response.toolCalls).toMatchObject([
      { id: 'call-1-1', arguments: { a: 1 } },
      { id: 'call-1-2', argumentsError: expect.any(String) },
    ]);
    expect(response.sources).toMatchObject([{ url: 'https://example.com/' }]);
    expect(response.finishReason).toBe('tool-calls');
  });

  it('fits a schema with the built-in model', async () => {
    const schema = {
      type: 'object',
      required: ['name', 'age'],
      properties: { name: { type: 'string' }, age: { type: 'integer', minimum: 18 } },
    };
    const { output } = await createProvider('mock').chat({
      messages: 'Invent a person',
      responseFormat: { type: 'json', schema },
    });
    expect(output).toEqual({ name: 'text', age: 18 });
  });

  it('goes through a tool loop with the built-in model', async () => {
    const tools = [
      {
        name: 'get_weather',
        parameters: { type: 'object', required: ['city'], properties: { city: { type: 'string' } } },
      },
    ] as const;
    const { response } = await runTools(
      createProvider('mock'),
      { messages: 'What is the weather in Oslo?', tools },
      { get_weather: async (input: unknown) => `rain in ${JSON.stringify(input)}` },
    );
    expect(response.text).toContain('rain in {"city":"Oslo"}');
  });

  it('embeds, lists models, counts tokens and is healthy', async () => {
    const provider = createProvider('mock', { models: ['small', 'large'] });
    const { embeddings } = await provider.embed(['a', 'b']);
    expect(embeddings.map((vector) => vector.length)).toEqual([8, 8]);
    expect((await provider.models()).map(({ id, source }) => `${id} ${source}`)).toEqual([
      'small live',
      'large live',
    ]);
    expect(await provider.countTokens('one two three')).toBe(3);
    expect(await provider.health()).toMatchObject({ configured: true, reachable: true, hasModel: true });
  });

  it('leaves no timer behind when the consumer leaves', async () => {
    const provider = createProvider('mock', { replies: ['one two three'], deltaMs: 60_000 });
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const leave = new AbortController();
    const { response } = provider.stream('x', { signal: leave.signal });
    setImmediate(() => leave.abort());
    await expect(response).rejects.toMatchObject({ code: 'ABORTED' });
    expect(timers()).toBe(before);
  });
});
