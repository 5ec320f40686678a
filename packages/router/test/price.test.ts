import { createProvider, type PriceCatalog, type PriceQuery, type Provider } from '@modelport/core';
import '@modelport/provider-mock';
import { describe, expect, it } from 'vitest';
import { localTypes, priceFunction } from '../src/price.js';

const pricing = { input: 2, output: 10 };

/** A hosted provider, as far as prices go. */
function hosted(models: Readonly<Record<string, object>> = {}): Provider {
  const knownModels = Object.entries(models).map(([id, prices]) => ({ id, pricing: prices }));
  return { type: 'cloud', baseUrl: 'https://api.example.com/v1', knownModels } as unknown as Provider;
}

/** The tokens of a call: a million, and those of its answer. */
const call = { inputTokens: 1_000_000, outputTokens: 100_000 };
const embedding = { inputTokens: 1_000_000, outputTokens: 0 };

const catalogOf = (total: unknown) => () => ({ priceOf: () => ({ total }) }) as PriceCatalog;
const unknown = { isLocal: false, catalog: () => undefined };

describe('the price of a call', () => {
  it('is what the options say of the target, whatever its models say', () => {
    const priceOf = priceFunction(hosted({ small: pricing }), { input: 1, output: 5 }, unknown);
    expect(priceOf(call, 'small')).toBeCloseTo(1.5);
  });

  it('is what the model says', () => {
    const priceOf = priceFunction(
      hosted({ small: pricing, large: { input: 20, output: 100 } }),
      undefined,
      unknown,
    );
    expect(priceOf(call, 'small')).toBeCloseTo(3);
    expect(priceOf(call, 'large')).toBeCloseTo(30);
    expect(priceOf(call, 'other')).toBeUndefined();
  });

  it('is that of its input alone where nothing is generated', () => {
    const priceOf = priceFunction(hosted({ embedder: { input: 2 } }), undefined, unknown);
    expect(priceOf(embedding, 'embedder')).toBeCloseTo(2);
    expect(priceOf(call, 'embedder')).toBeUndefined();
  });

  it('is nothing where servers are local, unless the options say otherwise', () => {
    const local = { isLocal: true, catalog: catalogOf(7) };
    expect(priceFunction(hosted(), undefined, local)(call, 'small')).toBe(0);
    expect(priceFunction(hosted(), pricing, local)(call, 'small')).toBeCloseTo(3);
  });

  it('is what the catalogue says of the model at that address', () => {
    const queries: PriceQuery[] = [];
    const catalog: PriceCatalog = {
      priceOf(query) {
        queries.push(query);
        return { total: 4 };
      },
    };
    const priceOf = priceFunction(hosted(), undefined, { isLocal: false, catalog: () => catalog });
    expect(priceOf(call, 'small')).toBe(4);
    expect(queries).toEqual([
      {
        ...{ type: 'cloud', baseUrl: 'https://api.example.com/v1', model: 'small' },
        usage: { inputTokens: 1_000_000, outputTokens: 100_000 },
      },
    ]);
    expect(priceOf(call, undefined)).toBeUndefined();
  });

  it.each([Number.NaN, -1, Infinity, '4', null, undefined])(
    'is not known where the catalogue says %s',
    (total) => {
      const priceOf = priceFunction(hosted(), undefined, { isLocal: false, catalog: catalogOf(total) });
      expect(priceOf(call, 'small')).toBeUndefined();
    },
  );

  it('is not known where the catalogue throws', () => {
    const catalog = () => {
      throw new Error('A bug.');
    };
    expect(priceFunction(hosted(), undefined, { isLocal: false, catalog })(call, 'small')).toBeUndefined();
  });
});

describe('the types of local servers', () => {
  it('are those that are registered as such', () => {
    expect(localTypes().has(createProvider('mock').type)).toBe(true);
    expect(localTypes().has('cloud')).toBe(false);
  });
});
