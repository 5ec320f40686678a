import { describe, expect, it, vi } from 'vitest';
import type { CallContext, Provider } from '../../src/contract.js';
import { wrapProvider } from '../../src/provider/wrap-provider.js';
import { errorOf, finish, providerOf, scriptedDriver, text } from '../support/scripted.js';

const driverOf = () => ({
  ...scriptedDriver([[text('Hi'), finish()]]),
  listModels: async () => [{ id: 'a' }],
  embed: async () => ({ embeddings: [[1]] }),
  countTokens: async () => 3,
  extras: { echo: async (input: never, call: CallContext) => ({ input, headers: call.headers }) },
});

describe('wrapProvider', () => {
  it('replaces what is given and leaves the rest to the provider', async () => {
    const provider = providerOf(driverOf(), {}, { model: 'm1', baseUrl: 'https://a.example' });
    const wrapped = wrapProvider(provider, {
      name: 'logged',
      chat: async (request, options) => {
        const response = await provider.chat(request, options);
        return { ...response, text: response.text.toUpperCase() };
      },
    });
    expect(wrapped).toMatchObject({
      name: 'logged',
      type: 'scripted',
      model: 'm1',
      baseUrl: 'https://a.example',
    });
    expect((await wrapped.chat('x')).text).toBe('HI');
    expect((await wrapped.stream('x').response).text).toBe('Hi');
    expect(await wrapped.countTokens('x')).toBe(3);
    expect((await wrapped.embed('x')).embeddings).toEqual([[1]]);
    expect(await wrapped.health()).toMatchObject({ reachable: true });
    expect(await wrapped.extras['echo']?.(1)).toMatchObject({ input: 1 });
  });

  it('shows the list of models that the provider learns', async () => {
    const provider = providerOf(driverOf());
    const wrapped = wrapProvider(provider, {});
    expect(wrapped.knownModels).toEqual([]);
    await wrapped.models();
    expect(wrapped.knownModels).toMatchObject([{ id: 'a' }]);
  });

  it('describes itself with what it replaces', () => {
    const wrapped = wrapProvider(providerOf({}, {}, { apiKey: 'sk-very-secret' }), {
      name: 'logged',
      model: 'm2',
      capabilities: { tools: false },
    });
    expect(wrapped.toJSON()).toEqual({
      name: 'logged',
      type: 'scripted',
      displayName: 'Scripted',
      model: 'm2',
      capabilities: { tools: false },
    });
  });

  it('closes once through its own close, by disposal too', async () => {
    const close = vi.fn(async () => {});
    await wrapProvider(providerOf({}), { close })[Symbol.asyncDispose]();
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('stacks, and derives with its own members', async () => {
    const seen: string[] = [];
    const noting =
      (word: string) =>
      (provider: Provider): Provider =>
        wrapProvider(provider, {
          chat: (request, options) => {
            seen.push(word);
            return provider.chat(request, options);
          },
        });
    const stacked = noting('outer')(noting('inner')(providerOf(driverOf())));
    await stacked.with({ temperature: 0 }).chat('x');
    expect(seen).toEqual(['outer', 'inner']);
  });
});

describe('with', () => {
  it('joins the headers of provider, defaults and call', async () => {
    const driver = driverOf();
    const derived = providerOf(driver, {}, { headers: { 'x-a': '1' } }).with({ headers: { 'x-b': '2' } });
    await derived.chat('x', { headers: { 'x-c': '3' } });
    expect(driver.calls[0]?.headers).toEqual({ 'x-a': '1', 'x-b': '2', 'x-c': '3' });
  });

  it('sets defaults for the request and for the call; what the call gives wins', async () => {
    const driver = driverOf();
    const provider = providerOf(driver, {}, { model: 'm1', headers: { 'x-a': '1' } });
    const derived = provider.with({ model: 'm2', temperature: 0, headers: { 'x-b': '2' }, maxRetries: 0 });
    expect(derived.model).toBe('m2');
    expect(provider.model).toBe('m1');
    await derived.chat('x');
    expect(driver.requests[0]).toMatchObject({ model: 'm2', temperature: 0 });
    expect(driver.calls[0]?.headers).toEqual({ 'x-a': '1', 'x-b': '2' });
    await derived.stream({ messages: 'x', temperature: 1, model: 'm3' }, { headers: { 'X-B': '3' } })
      .response;
    expect(driver.requests[1]).toMatchObject({ model: 'm3', temperature: 1 });
    expect(driver.calls[1]?.headers).toMatchObject({ 'x-b': '3' });
    await provider.chat('x');
    expect(driver.requests[2]).toMatchObject({ model: 'm1' });
    expect(driver.requests[2]?.temperature).toBeUndefined();
  });

  it('keeps a default where the call gives undefined', async () => {
    const driver = driverOf();
    await providerOf(driver)
      .with({ temperature: 0, maxRetries: 0 })
      .chat({ messages: 'x', temperature: undefined });
    expect(driver.requests[0]?.temperature).toBe(0);
  });

  it('adds up: the last one wins', async () => {
    const driver = driverOf();
    await providerOf(driver).with({ temperature: 0, seed: 1 }).with({ temperature: 1 }).chat('x');
    expect(driver.requests[0]).toMatchObject({ temperature: 1, seed: 1 });
  });

  it('holds for embeddings, token counts, models, health and extras as far as it concerns them', async () => {
    const driver = driverOf();
    const embed = vi.fn(driver.embed);
    const provider = providerOf({ ...driver, embed }, {}, { model: 'm1' });
    const derived = provider.with({ model: 'e1', temperature: 0, headers: { 'x-b': '2' } });
    expect((await derived.embed('x')).model).toBe('e1');
    expect((await derived.embed({ input: 'x', model: 'e2' })).model).toBe('e2');
    expect(await derived.countTokens('x')).toBe(3);
    expect(await derived.models()).toHaveLength(1);
    expect(await derived.health()).toMatchObject({ reachable: true });
    expect(await derived.extras['echo']?.(1)).toMatchObject({ input: 1, headers: { 'x-b': '2' } });
  });

  it('does not hide a wrong request', async () => {
    const derived = providerOf(driverOf()).with({ temperature: 0 });
    expect(await errorOf(derived.chat(null as never))).toMatchObject({ code: 'REQUEST_INVALID' });
    expect(await errorOf(derived.with({ temprature: 1 } as object).chat('x'))).toMatchObject({
      setting: 'temprature',
    });
  });
});
