import { describe, expect, it, vi } from 'vitest';
import type { ChatEvent, Cost, ObserveEvent, PriceCatalog, PriceQuery, Usage } from '../../src/contract.js';
import { createProvider } from '../../src/provider/create-provider.js';
import { createRegistry } from '../../src/registry/registry.js';
import { definitionOf } from '../support/definitions.js';
import { errorOf, finish, providerOf, read, scriptedDriver, text } from '../support/scripted.js';

const told = (usage: Usage): ChatEvent => ({ type: 'usage', usage });
const answer = (usage: Usage, ...before: ChatEvent[]) => [
  [...before, text('Hi')],
  [told(usage), finish()],
];
const tokens: Usage = { inputTokens: 100, outputTokens: 20, totalTokens: 120 };
const ofProvider: Cost = { total: 0.25, currency: 'USD', source: 'provider' };
const nothing: Cost = { total: 0, currency: 'USD', source: 'local' };

/** A catalogue of one price for a token, and what it was asked. */
function catalog(perToken = 0.01): PriceCatalog & { readonly queries: PriceQuery[] } {
  const queries: PriceQuery[] = [];
  return {
    queries,
    priceOf(query) {
      queries.push(query);
      const input = (query.usage.inputTokens ?? 0) * perToken;
      const output = (query.usage.outputTokens ?? 0) * perToken;
      return { total: input + output, input, output };
    },
  };
}

describe('the cost of an answer', () => {
  it("is the backend's word before anything else", async () => {
    const prices = catalog();
    const usage = { ...tokens, cost: ofProvider };
    for (const location of ['local', 'cloud'] as const) {
      const provider = providerOf(scriptedDriver(answer(usage)), { location }, { prices, model: 'm' });
      expect((await provider.chat('x')).usage.cost).toEqual(ofProvider);
    }
    expect(prices.queries).toEqual([]);
  });

  it('is null where nobody knows it', async () => {
    const provider = providerOf(scriptedDriver(answer(tokens)), {}, { model: 'm' });
    expect((await provider.chat('x')).usage.cost).toBeNull();
    const { items } = await read(provider.stream('x'));
    expect(items.find(({ type }) => type === 'usage')).toMatchObject({ usage: { cost: null } });
  });

  it('is nothing for a local server, with or without counts, and the catalogue is not asked', async () => {
    const prices = catalog();
    const local = { location: 'local' } as const;
    const counting = providerOf(scriptedDriver(answer(tokens)), local, { prices, model: 'm' });
    expect((await counting.chat('x')).usage).toEqual({ ...tokens, cost: nothing });
    const silent = providerOf(scriptedDriver([[text('Hi'), finish()]]), local, { prices, model: 'm' });
    const { items } = await read(silent.stream('x'));
    expect(items.find(({ type }) => type === 'usage')).toEqual({ type: 'usage', usage: { cost: nothing } });
    expect(prices.queries).toEqual([]);
  });

  it('is not known where a local server says that it does not do the work itself', async () => {
    const usage = { ...tokens, cost: null };
    const provider = providerOf(scriptedDriver(answer(usage)), { location: 'local' });
    expect((await provider.chat('x')).usage.cost).toBeNull();
  });

  it.each([
    ['local', 'cloud', null],
    ['any', 'local', nothing],
  ] as const)('of a type that is %s, follows its driver that is %s', async (type, location, cost) => {
    const driver = { ...scriptedDriver(answer(tokens)), location };
    expect((await providerOf(driver, { location: type }).chat('x')).usage.cost).toEqual(cost);
  });
});

describe('the price catalogue', () => {
  it('is asked once, with what is needed to find a price, and its word goes everywhere', async () => {
    const prices = catalog();
    const ends: ObserveEvent[] = [];
    const start: ChatEvent = { type: 'start', model: 'small-2026' };
    const provider = providerOf(
      scriptedDriver(answer(tokens, start)),
      {},
      {
        prices,
        model: 'small',
        baseUrl: 'https://user:word@example.test/v1?key=1',
        observe: (event) => void (event.type === 'call-end' && ends.push(event)),
      },
    );
    const stream = provider.stream('x');
    const { items } = await read(stream);
    const query = { type: 'scripted', baseUrl: 'https://example.test/v1', usage: tokens };
    expect(prices.queries).toEqual([{ ...query, model: 'small-2026', requestedModel: 'small' }]);
    const cost = { total: 1.2, input: 1, output: 0.2, currency: 'USD', source: 'catalog' };
    expect(items.find(({ type }) => type === 'usage')).toMatchObject({ usage: { cost } });
    expect((await stream.response).usage.cost).toEqual(cost);
    expect((await provider.chat('x')).usage.cost).toEqual(cost);
    expect(ends).toMatchObject([{ usage: { cost } }, { usage: { cost } }]);
  });

  it('hears no requested model where that one answered', async () => {
    const prices = catalog();
    await providerOf(scriptedDriver(answer(tokens)), {}, { prices, model: 'small' }).chat('x');
    expect(prices.queries).toEqual([{ type: 'scripted', model: 'small', usage: tokens }]);
  });

  it.each<[string, unknown]>([
    ['throws', vi.fn().mockRejectedValue(new Error('no'))],
    ['knows nothing', () => undefined],
    ['gives null', () => null],
    ['gives no number', () => ({ total: '1' })],
    ['gives less than nothing', () => ({ total: -1 })],
    ['gives no finite number', () => ({ total: Number.NaN })],
    ['gives a promise', async () => ({ total: 1 })],
    [
      'fails',
      () => {
        throw new Error('broken');
      },
    ],
  ])('that %s makes the cost null', async (_, priceOf) => {
    const prices = { priceOf } as PriceCatalog;
    const provider = providerOf(scriptedDriver(answer(tokens)), {}, { prices, model: 'm' });
    expect((await provider.chat('x')).usage.cost).toBeNull();
  });

  it('is not believed in a part that makes no sense', async () => {
    const prices: PriceCatalog = { priceOf: () => ({ total: 1, input: Number.NaN, output: 1 }) };
    const provider = providerOf(scriptedDriver(answer(tokens)), {}, { prices, model: 'm' });
    expect((await provider.chat('x')).usage.cost).toEqual({
      total: 1,
      output: 1,
      currency: 'USD',
      source: 'catalog',
    });
  });

  it('is not asked without counts, without a model, or about half an answer', async () => {
    const prices = catalog();
    const silent = providerOf(scriptedDriver([[text('Hi'), finish()]]), {}, { prices, model: 'm' });
    expect((await silent.chat('x')).usage).toEqual({ cost: null });
    const nameless = providerOf(scriptedDriver(answer(tokens)), {}, { prices });
    expect((await nameless.chat('x')).usage.cost).toBeNull();
    const cut = providerOf(
      scriptedDriver([[text('Hi'), told({ inputTokens: 5 })]]),
      {},
      { prices, model: 'm', maxRetries: 0 },
    );
    expect((await errorOf(cut.chat('x'))).partial?.usage).toEqual({ inputTokens: 5, cost: null });
    expect(prices.queries).toEqual([]);
  });

  it("is the provider's own, else the registry's, which may get it later", async () => {
    const registry = createRegistry();
    registry.register(definitionOf({ create: () => scriptedDriver(answer(tokens)) }));
    const provider = createProvider('odd', { model: 'm' }, { registry });
    expect((await provider.chat('x')).usage.cost).toBeNull();
    registry.prices = catalog(0.01);
    expect((await provider.chat('x')).usage.cost?.total).toBeCloseTo(1.2);
    const own = createProvider('odd', { model: 'm', prices: catalog(0.02) }, { registry });
    expect((await own.chat('x')).usage.cost?.total).toBeCloseTo(2.4);
  });
});

describe('the cost of embeddings', () => {
  /** Gives each request the next usage. */
  function embedder(usages: readonly (Usage | undefined)[], prices?: PriceCatalog, location?: 'local') {
    let at = 0;
    const embed = async () => ({ embeddings: [[1]], usage: usages[at++] });
    return providerOf({ embed, location }, { embedBatchLimit: 1 }, { prices, model: 'e' });
  }

  it('is the sum over the requests, each with its own price', async () => {
    const prices = catalog();
    const ends: ObserveEvent[] = [];
    const provider = embedder([{ inputTokens: 100 }, { inputTokens: 50 }], prices);
    const { usage } = await provider.embed(['a', 'b'], { observe: (event) => void ends.push(event) });
    expect(usage.cost?.total).toBeCloseTo(1.5);
    expect(usage.cost).toMatchObject({ input: usage.cost?.total, currency: 'USD', source: 'catalog' });
    expect(prices.queries).toHaveLength(2);
    expect(ends.filter(({ type }) => type === 'call-end')).toMatchObject([{ usage }]);
  });

  it('is null where one of the requests has none', async () => {
    const provider = embedder([{ inputTokens: 1, cost: ofProvider }, { inputTokens: 1 }]);
    expect((await provider.embed(['a', 'b'])).usage).toEqual({ inputTokens: 2, cost: null });
  });

  it("is a catalogue's word where one part of it is", async () => {
    const usages = [{ inputTokens: 100 }, { inputTokens: 1, cost: ofProvider }];
    for (const order of [usages, usages.toReversed()]) {
      const { cost } = (await embedder(order, catalog()).embed(['a', 'b'])).usage;
      expect(cost).toEqual({ total: 1.25, currency: 'USD', source: 'catalog' });
    }
  });

  it('is nothing for a local server', async () => {
    const { usage } = await embedder([undefined, undefined], undefined, 'local').embed(['a', 'b']);
    expect(usage.cost).toEqual(nothing);
  });
});
