import { type } from 'arktype';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import type { ProviderSet } from '../src/config/provider-set.js';
import type {
  AssistantMessage,
  CallOptions,
  ChatEvent,
  ChatRequest,
  ChatResponse,
  Provider,
  ProviderDefinition,
  ProviderDriver,
  Tool,
  ToolCall,
} from '../src/contract.js';
import { connectProvider } from '../src/detect/connect-provider.js';
import { runTools } from '../src/helpers/run-tools.js';
import { tool } from '../src/helpers/tool.js';
import { createProvider, createProviderFromDefinition } from '../src/provider/create-provider.js';
import { wrapProvider } from '../src/provider/wrap-provider.js';
import type { AnyDefinition } from '../src/registry/check-definition.js';

declare module '../src/provider-types.js' {
  interface ProviderTypes {
    'typed-test': {
      options: { speed?: number };
      requestOptions: { topA?: number };
      extras: { tokenize(input: { text: string }, options?: CallOptions): Promise<number> };
    };
  }
}

declare const provider: Provider;
const add = tool({ name: 'add', parameters: z.object({ a: z.number(), b: z.coerce.string() }) });
const find = tool({ name: 'find', parameters: type({ term: 'string' }) });
const raw = tool({ name: 'raw', parameters: { type: 'object', properties: {} } });
const now = tool({ name: 'now' });

describe('tool calls', () => {
  it('are told apart by name, with the output of the schema as arguments', async () => {
    const { toolCalls } = await provider.chat({ messages: 'x', tools: [add, find, raw, now] });
    for (const call of toolCalls) {
      expectTypeOf(call.name).toEqualTypeOf<'add' | 'find' | 'raw' | 'now'>();
      if (call.name === 'add') expectTypeOf(call.arguments).toEqualTypeOf<{ a: number; b: string }>();
      if (call.name === 'find') expectTypeOf(call.arguments).toEqualTypeOf<{ term: string }>();
      if (call.name === 'raw') expectTypeOf(call.arguments).toEqualTypeOf<unknown>();
      // @ts-expect-error no tool has this name
      if (call.name === 'sub') continue;
    }
  });

  it('stay told apart where the tools stand in a variable', async () => {
    const tools = [add, find];
    const { toolCalls } = await provider.stream({ messages: 'x', tools }).response;
    for (const call of toolCalls) {
      if (call.name === 'add') expectTypeOf(call.arguments).toEqualTypeOf<{ a: number; b: string }>();
      else expectTypeOf(call.arguments).toEqualTypeOf<{ term: string }>();
    }
  });

  it('of plain tools and pairs are typed as far as anything is known', async () => {
    const pair = { schema: z.object({ n: z.number() }), jsonSchema: { type: 'object' } };
    const response = await provider.chat({
      messages: 'x',
      tools: [
        { name: 'count', parameters: pair },
        { name: 'plain', parameters: { type: 'object' } },
      ],
    });
    for (const call of response.toolCalls) {
      if (call.name === 'count') expectTypeOf(call.arguments).toEqualTypeOf<{ n: number }>();
      if (call.name === 'plain') expectTypeOf(call.arguments).toEqualTypeOf<unknown>();
    }
  });

  it('are open where nothing is known of the tools', async () => {
    const { toolCalls } = await provider.chat({ messages: 'x', tools: [] as readonly Tool[] });
    expectTypeOf(toolCalls).toEqualTypeOf<readonly ToolCall[]>();
    expectTypeOf((await provider.chat('x')).toolCalls).toEqualTypeOf<readonly ToolCall[]>();
  });

  it('can be demanded only of tools that there are', () => {
    void provider.chat({ messages: 'x', tools: [add], toolChoice: { name: 'add' } });
    // @ts-expect-error there is no such tool
    void provider.chat({ messages: 'x', tools: [add], toolChoice: { name: 'sub' } });
  });

  it('are handled by functions with typed input, one for each tool', () => {
    void runTools(
      provider,
      { messages: 'x', tools: [add, now] },
      { add: ({ a, b }) => `${a + 1}${b.length}`, now: () => null },
    );
    // @ts-expect-error the handler of "now" is missing
    void runTools(provider, { messages: 'x', tools: [add, now] }, { add: () => null });
  });
});

describe('structured output', () => {
  it('is typed by the schema', async () => {
    const schema = z.object({ sum: z.number().transform(String) });
    const response = await provider.chat({ messages: 'x', responseFormat: { type: 'json', schema } });
    expectTypeOf(response.output).toEqualTypeOf<{ sum: string } | undefined>();
    const streamed = await provider.stream({ messages: 'x', responseFormat: { type: 'json', schema } })
      .response;
    expectTypeOf(streamed.output).toEqualTypeOf<{ sum: string } | undefined>();
  });

  it('is unknown for JSON Schema', async () => {
    const response = await provider.chat({
      messages: 'x',
      responseFormat: { type: 'json', schema: { type: 'object' } },
    });
    expectTypeOf(response.output).toEqualTypeOf<unknown>();
  });
});

describe('requests', () => {
  it('share no field with the options of a call', () => {
    expectTypeOf<keyof ChatRequest & keyof CallOptions>().toBeNever();
  });

  it('have misspelt fields as type errors', () => {
    // @ts-expect-error temperature
    void provider.chat({ messages: 'x', temprature: 1 });
    // @ts-expect-error timeout
    void provider.chat('x', { timout: 1 });
    // @ts-expect-error maxTokens, in defaults
    void provider.with({ maxToken: 1 });
    // @ts-expect-error text
    void provider.chat({ messages: [{ role: 'user', content: [{ type: 'text', txt: 'x' }] }] });
    // @ts-expect-error messages are wanted
    void provider.chat({});
  });

  it('take their own answers back', async () => {
    const response = await provider.chat('x');
    expectTypeOf(response.message).toExtend<AssistantMessage>();
    void provider.chat({ messages: [response.message, { role: 'user', content: 'and?' }] });
  });

  it('take values that may be undefined', () => {
    const temperature = undefined as number | undefined;
    void provider.chat({ messages: 'x', temperature }, { signal: undefined });
  });

  it('have provider options typed by declaration merging, and open for other types', () => {
    void provider.chat({ messages: 'x', providerOptions: { 'typed-test': { topA: 1 } } });
    void provider.chat({ messages: 'x', providerOptions: { elsewhere: { anything: 1 } } });
    // @ts-expect-error topA is a number
    void provider.chat({ messages: 'x', providerOptions: { 'typed-test': { topA: 'x' } } });
    // @ts-expect-error topA
    void provider.chat({ messages: 'x', providerOptions: { 'typed-test': { topB: 1 } } });
  });

  it('are assignable with narrower tools to the open request', () => {
    expectTypeOf<ChatRequest<readonly [typeof add]>>().toExtend<ChatRequest>();
  });
});

describe('providers', () => {
  it('have typed extras where their type is known, and open ones elsewhere', () => {
    const typed = createProvider('typed-test', { speed: 1 });
    expectTypeOf(typed.extras.tokenize({ text: 'x' })).resolves.toEqualTypeOf<number>();
    // @ts-expect-error text
    void typed.extras.tokenize({ txt: 'x' });
    // @ts-expect-error there is no such extra
    void typed.extras.pull();
    expectTypeOf(typed.with({ temperature: 0 }).extras.tokenize).toBeFunction();
    expectTypeOf(wrapProvider(typed, {}).extras.tokenize).toBeFunction();
    // @ts-expect-error no type is known: each extra may be missing
    createProvider('unknown-test').extras['pull']();
  });

  it('can be derived without losing what others expect of them', () => {
    expectTypeOf(provider.with({ model: 'm' })).toEqualTypeOf<Provider>();
    const typed = createProvider('typed-test');
    const use = (_: Pick<Provider, 'chat' | 'stream'>): void => {};
    use(typed);
  });

  it('refuse misspelt options of a type that is known', () => {
    // @ts-expect-error speed
    void createProvider('typed-test', { sped: 1 });
    // @ts-expect-error speed is a number
    void createProvider('typed-test', { speed: 'fast' });
    void createProvider('unknown-test', { anything: 1, baseUrl: 'http://127.0.0.1' });
    // @ts-expect-error every type has the common options
    void createProvider('unknown-test', { baseUrl: 1 });
  });

  it('are connected with the options of their type, all of which may come from elsewhere', async () => {
    const typed = await connectProvider('typed-test', { speed: 1, testConnection: true });
    expectTypeOf(typed.extras.tokenize({ text: 'x' })).resolves.toEqualTypeOf<number>();
    // @ts-expect-error speed
    void connectProvider('typed-test', { sped: 1 });
    // @ts-expect-error a type or a provider
    void connectProvider('typed-test', { fallback: 1 });
    expectTypeOf(await connectProvider('auto', { fallback: 'mock', model: 'm' })).toExtend<Provider>();
  });

  it('infer tools and output through with() and wrapProvider() too', async () => {
    const schema = z.object({ n: z.number() });
    for (const derived of [provider.with({ temperature: 0 }), wrapProvider(provider, {})]) {
      const stream = derived.stream({
        messages: 'x',
        tools: [add],
        responseFormat: { type: 'json', schema },
      });
      const { toolCalls, output } = await stream.response;
      expectTypeOf(toolCalls).toEqualTypeOf<readonly ToolCall<'add', { a: number; b: string }>[]>();
      expectTypeOf(output).toEqualTypeOf<{ n: number } | undefined>();
    }
  });

  it('check the options of a definition', () => {
    const definition = {} as ProviderDefinition<{ speed: number }>;
    // @ts-expect-error speed is a number
    expectTypeOf(() => createProviderFromDefinition(definition, { speed: 'x' })).toBeFunction();
  });
});

describe('a definition', () => {
  it('creates a driver, and a composite a provider', () => {
    expectTypeOf<ReturnType<ProviderDefinition['create']>>().toEqualTypeOf<ProviderDriver>();
    type Composite = ProviderDefinition<{ targets: string[] }, Provider>;
    expectTypeOf<ReturnType<Composite['create']>>().toEqualTypeOf<Provider>();
    expectTypeOf<Composite>().toExtend<AnyDefinition>();
    // @ts-expect-error neither a driver nor a provider
    expectTypeOf<ProviderDefinition<object, { name: string }>>().toBeObject();
  });
});

describe('streams', () => {
  it('have events that narrow by type', async () => {
    for await (const event of provider.stream('x')) {
      expectTypeOf(event).toEqualTypeOf<ChatEvent>();
      if (event.type === 'text-delta') expectTypeOf(event.text).toBeString();
    }
    expectTypeOf(provider.stream('x').response).resolves.toEqualTypeOf<ChatResponse>();
  });
});

describe('a provider set', () => {
  it('takes a provider of a type with extras of its own', () => {
    const add = (set: ProviderSet) => set.add('mine', createProvider('typed-test'));
    expectTypeOf(add).returns.toEqualTypeOf<void>();
  });
});
