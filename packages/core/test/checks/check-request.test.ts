import { describe, expect, it } from 'vitest';
import type { Capabilities, ChatRequest, DriverRequest, ProviderDefinition } from '../../src/contract.js';
import { answering, errorOf, finish, providerOf, scriptedDriver, text } from '../support/scripted.js';

/** What reaches the driver. */
async function sent(
  request: Partial<ChatRequest>,
  definition: Partial<ProviderDefinition> = {},
): Promise<{ request: DriverRequest; warnings: readonly { code: string; setting?: string | undefined }[] }> {
  const driver = scriptedDriver([[text('Hi'), finish()]]);
  const { warnings } = await providerOf(driver, definition, { model: 'm1' }).chat({
    messages: 'x',
    ...request,
  });
  return { request: driver.requests[0] as DriverRequest, warnings };
}

/** Why a request is refused; nothing may have been sent. */
async function refused(
  request: unknown,
  capabilities: Capabilities = {},
): Promise<ReturnType<typeof errorOf>> {
  const driver = scriptedDriver([[text('Hi'), finish()]]);
  const error = await errorOf(providerOf(driver, { capabilities }).chat(request as ChatRequest));
  expect(driver.requests).toHaveLength(0);
  return error;
}

const add = { name: 'add', parameters: { type: 'object' } };

describe('what reaches a driver', () => {
  it('is whole: the model filled in, content in parts, stop a list', async () => {
    const { request } = await sent({ stop: 'END', temperature: 0 });
    expect(request).toMatchObject({
      model: 'm1',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }],
      stop: ['END'],
      temperature: 0,
    });
    expect((await sent({ stop: ['a', 'b'], model: 'm2' })).request).toMatchObject({
      model: 'm2',
      stop: ['a', 'b'],
    });
  });

  it('has tools and formats with JSON Schema, and keeps what was asked of them', async () => {
    const { request } = await sent({
      tools: [{ ...add, description: 'Adds', strict: true }],
      toolChoice: { name: 'add' },
      parallelToolCalls: false,
      responseFormat: { type: 'json', name: 'sum', schema: { type: 'number' }, strict: true },
      reasoning: { effort: 'low' },
      includeRaw: true,
      extraBody: { top_a: 1 },
    });
    expect(request).toMatchObject({
      tools: [{ ...add, description: 'Adds', strict: true }],
      toolChoice: { name: 'add' },
      parallelToolCalls: false,
      responseFormat: { type: 'json', name: 'sum', schema: { type: 'number' }, strict: true },
      reasoning: { effort: 'low' },
      includeRaw: true,
      extraBody: { top_a: 1 },
    });
  });

  it('keeps the tools with toolChoice "none"', async () => {
    expect(
      (await sent({ tools: [add], toolChoice: 'none' }, { capabilities: { toolChoice: false } })).request,
    ).toMatchObject({
      tools: [add],
      toolChoice: 'none',
    });
  });

  it('has only the provider’s own options, under its type or an alias', async () => {
    const providerOptions = { scripted: { speed: 1 }, other: { speed: 2 } };
    expect((await sent({ providerOptions })).request.providerOptions).toEqual({ speed: 1 });
    expect(
      (await sent({ providerOptions }, { type: 'new', aliases: ['other'] })).request.providerOptions,
    ).toEqual({
      speed: 2,
    });
    expect((await sent({ providerOptions }, { type: 'third' })).request.providerOptions).toBeUndefined();
  });
});

describe('a sampling setting', () => {
  const settings = {
    temperature: 0.5,
    topP: 0.5,
    topK: 5,
    minP: 0.1,
    presencePenalty: 1,
    frequencyPenalty: -1,
    maxTokens: 10,
    stop: ['END'],
    seed: 1,
    logprobs: true,
  } as const;

  it('is sent where it works, and where that is not known', async () => {
    expect((await sent(settings)).request).toMatchObject(settings);
    const works = Object.fromEntries(Object.keys(settings).map((name) => [name, true]));
    expect((await sent(settings, { capabilities: works })).warnings).toEqual([]);
  });

  it('is dropped with a warning where it is known not to work', async () => {
    for (const [name, value] of Object.entries(settings)) {
      const { request, warnings } = await sent({ [name]: value }, { capabilities: { [name]: false } });
      expect(request[name as keyof DriverRequest]).toBeUndefined();
      expect(warnings).toMatchObject([{ code: 'unsupported-setting', setting: name }]);
    }
  });

  it('is no content: reasoning and parallel calls are dropped with a warning too', async () => {
    const { request, warnings } = await sent(
      { reasoning: { effort: 'high' }, parallelToolCalls: true },
      { capabilities: { reasoning: false, parallelToolCalls: false } },
    );
    expect(request.reasoning).toBeUndefined();
    expect(request.parallelToolCalls).toBeUndefined();
    expect(warnings.map(({ setting }) => setting).sort()).toEqual(['parallelToolCalls', 'reasoning']);
  });

  it('of a wrong value is refused, with the value and what is accepted', async () => {
    const wrong = {
      temperature: [-1, '1', Number.NaN, Infinity],
      topP: [2],
      minP: [-0.1],
      topK: [1.5],
      presencePenalty: ['1'],
      frequencyPenalty: [null],
      maxTokens: [0, 1.5],
      stop: ['', [''], 5],
      seed: [0.5],
      logprobs: ['yes', -1],
      reasoning: [true, {}, { effort: 'huge' }],
      parallelToolCalls: ['yes'],
      includeRaw: [1],
    };
    for (const [name, values] of Object.entries(wrong)) {
      for (const value of values) {
        const error = await refused({ messages: 'x', [name]: value });
        expect(error).toMatchObject({ code: 'REQUEST_INVALID', setting: name });
        expect(error.message).toMatch(new RegExp(`^${name} must be [^.]+; .+ is not\\.`));
      }
    }
  });
});

describe('a request that is wrong', () => {
  it('is refused before anything is sent, naming the field', async () => {
    const wrong: [unknown, string][] = [
      [null, 'request'],
      [['x'], 'request'],
      [5, 'request'],
      [{}, 'messages'],
      [{ messages: [] }, 'messages'],
      [{ messages: {} }, 'messages'],
      [{ messages: 'x', model: '' }, 'model'],
      [{ messages: 'x', tools: {} }, 'tools'],
      [{ messages: 'x', tools: [null] }, 'tools[0].name'],
      [{ messages: 'x', tools: [{}] }, 'tools[0].name'],
      [{ messages: 'x', tools: [{ name: 'my tool' }] }, 'tools[0].name'],
      [{ messages: 'x', tools: [add, add] }, 'tools[1].name'],
      [{ messages: 'x', toolChoice: 'always' }, 'toolChoice'],
      [{ messages: 'x', toolChoice: null }, 'toolChoice'],
      [{ messages: 'x', toolChoice: 'required' }, 'toolChoice'],
      [{ messages: 'x', tools: [add], toolChoice: { name: 'sub' } }, 'toolChoice'],
      [{ messages: 'x', responseFormat: 'json' }, 'responseFormat'],
      [{ messages: 'x', responseFormat: { type: 'xml' } }, 'responseFormat'],
      [{ messages: 'x', responseFormat: { type: 'json', name: 'a b' } }, 'responseFormat.name'],
      [{ messages: 'x', providerOptions: 'fast' }, 'providerOptions'],
      [{ messages: 'x', providerOptions: { scripted: 'fast' } }, 'providerOptions.scripted'],
      [{ messages: 'x', extraBody: 'x' }, 'extraBody'],
      [{ messages: 'x', extraBody: { model: 'y' } }, 'extraBody.model'],
      [{ messages: 'x', extraBody: { messages: [] } }, 'extraBody.messages'],
      [{ messages: 'x', extraBody: { stream: false } }, 'extraBody.stream'],
    ];
    for (const [request, setting] of wrong) {
      const error = await refused(request);
      expect(error).toMatchObject({
        code: 'REQUEST_INVALID',
        setting,
        provider: 'scripted',
        type: 'scripted',
      });
      expect(error.message).toContain(setting);
    }
  });

  it('is refused for a field that there is not, with the nearest one', async () => {
    const error = await refused({ messages: 'x', temprature: 1 });
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', setting: 'temprature' });
    expect(error.message).toContain('Did you mean "temperature"?');
    expect(await refused(JSON.parse('{"messages":"x","__proto__":{}}'))).toMatchObject({
      setting: '__proto__',
    });
  });

  it('has messages that end in one mark and name each choice', async () => {
    const requests = [
      null,
      {},
      { messages: 'x', toolChoice: { name: 'sub' }, tools: [add] },
      { messages: 'x', nope: 1 },
    ];
    for (const request of requests) {
      const { message } = await refused(request);
      expect(message).not.toMatch(/[.?:;,]{2}|\. \.| {2}/);
      expect(message).toMatch(/[.?]$/);
    }
    expect((await refused(requests[2])).message).toContain('add');
  });

  it('shows the wrong value, but never what was said', async () => {
    const wrong: [object, string][] = [
      [{ responseFormat: { type: 'json_object' } }, '"json_object"'],
      [{ reasoning: { effort: 'huge' } }, '"huge"'],
      [{ tools: [add], toolChoice: { name: 'sub' } }, '"sub"'],
      [{ temperature: 'hot' }, '"hot"'],
    ];
    for (const [fields, shown] of wrong) {
      expect((await refused({ messages: 'x', ...fields })).message).toContain(shown);
    }
    expect((await refused({ messages: { content: 'my diary' } })).message).not.toContain('diary');
    expect(
      (await refused({ messages: [{ role: 'user', content: { text: 'my diary' } }] })).message,
    ).not.toContain('diary');
  });

  it('shows no more of a value than a line', async () => {
    const error = await refused({ messages: 'x', responseFormat: { type: 'x'.repeat(5_000) } });
    expect(error.message.length).toBeLessThan(400);
  });
});

describe('content and structure', () => {
  const cases: [keyof Capabilities, Partial<ChatRequest>, string][] = [
    ['tools', { tools: [add] }, 'tools'],
    ['toolChoice', { tools: [add], toolChoice: 'required' }, 'toolChoice'],
    ['toolChoice', { tools: [add], toolChoice: { name: 'add' } }, 'toolChoice'],
    [
      'structuredOutput',
      { responseFormat: { type: 'json', schema: { type: 'object' } } },
      'responseFormat.schema',
    ],
    [
      'images',
      { messages: [{ role: 'user', content: [{ type: 'image', url: 'https://a.example/x.png' }] }] },
      'messages[0].content[0]',
    ],
    [
      'files',
      { messages: [{ role: 'user', content: [{ type: 'file', data: 'aGk=', mediaType: 'text/plain' }] }] },
      'messages[0].content[0]',
    ],
  ];

  it('are refused before any request where the capability is false', async () => {
    for (const [capability, request, setting] of cases) {
      const error = await refused({ messages: 'x', ...request }, { [capability]: false });
      expect(error).toMatchObject({ code: 'NOT_SUPPORTED', setting, provider: 'scripted' });
      expect(error.message).toContain(capability);
    }
  });

  it('are sent where it is true or not known', async () => {
    for (const [capability, request] of cases) {
      for (const known of [true, undefined]) {
        await expect(sent(request, { capabilities: { [capability]: known } })).resolves.toBeDefined();
      }
    }
  });

  it('are not missed: no tools, any JSON and plain text need no capability', async () => {
    const capabilities = { tools: false, toolChoice: false, structuredOutput: false };
    await expect(sent({ tools: [] }, { capabilities })).resolves.toBeDefined();
    await expect(sent({ responseFormat: { type: 'text' } }, { capabilities })).resolves.toBeDefined();
    await expect(sent({ responseFormat: { type: 'json' } }, { capabilities })).resolves.toBeDefined();
    await expect(sent({ toolChoice: 'auto' }, { capabilities })).resolves.toBeDefined();
  });
});

describe('a string', () => {
  it('is one user message, given alone or as messages', async () => {
    const driver = scriptedDriver([[text('Hi'), finish()]]);
    const provider = providerOf(driver);
    await provider.chat('hello');
    await provider.chat({ messages: 'hello' });
    expect(driver.requests[0]?.messages).toEqual(driver.requests[1]?.messages);
  });

  it('may be empty', async () => {
    await expect(answering([finish()]).chat('')).resolves.toBeDefined();
  });
});
