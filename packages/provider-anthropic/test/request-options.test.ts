import { ProviderError } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { readRequestOptions } from '../src/request-options.js';
import { write } from './support/write.js';

describe('options of a request', () => {
  it('become fields of the body', () => {
    const cacheControl = { type: 'ephemeral', ttl: '1h' };
    const providerOptions = {
      ...{ cacheControl, metadata: { userId: 'u-1' }, serviceTier: 'standard_only', inferenceGeo: 'us' },
      container: { id: 'c_1' },
      betas: ['one'],
    };
    expect(write({ providerOptions }).body).toMatchObject({
      ...{ cache_control: cacheControl, metadata: { user_id: 'u-1' }, service_tier: 'standard_only' },
      ...{ inference_geo: 'us', container: { id: 'c_1' } },
    });
    expect(write({ providerOptions }).body).not.toHaveProperty('betas');
    expect(readRequestOptions(providerOptions).betas).toEqual(['one']);
    expect(write({ providerOptions: { container: 'c_1', effort: 'low' } }).body).toMatchObject({
      ...{ container: 'c_1', output_config: { effort: 'low' } },
    });
  });

  it('that are absent are not sent', () => {
    const { body } = write({ providerOptions: { metadata: {}, container: undefined } });
    expect(Object.keys(body).sort()).toEqual(['max_tokens', 'messages', 'stream']);
  });

  it.each([
    ['thinking', { type: 'enabled', budgetTokens: 1023 }, 'budgetTokens'],
    ['thinking', { type: 'enabled' }, 'budgetTokens'],
    ['thinking', { type: 'enabled', budgetTokens: 2000.5 }, 'budgetTokens'],
    ['thinking', 'high', '{ type: "adaptive" }'],
    ['effort', 'none', '"low", "medium", "high", "xhigh", "max"'],
    ['cacheControl', true, 'an object with a string "type"'],
    ['metadata', 'me', 'an object'],
    ['serviceTier', 'flex', '"auto", "standard_only"'],
    ['inferenceGeo', '', 'a string'],
    ['container', 5, 'an id or an object'],
    ['serverTools', [{ name: 'x' }], 'a list, each an object with a string "type"'],
    ['betas', 'one', 'a list, each a string'],
  ])('that are wrong are refused: %s = %j', (name, value, accepted) => {
    const setting = `providerOptions.anthropic.${name}`;
    expect(() => readRequestOptions({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID', setting }),
    );
    expect(() => readRequestOptions({ [name]: value })).toThrow(accepted);
  });

  it('that do not exist are refused, with those that do', () => {
    for (const name of ['budget', 'constructor']) {
      try {
        readRequestOptions({ [name]: 1 });
        expect.fail('Nothing was thrown.');
      } catch (error) {
        if (!ProviderError.isInstance(error)) throw error;
        expect(error).toMatchObject({
          code: 'REQUEST_INVALID',
          setting: `providerOptions.anthropic.${name}`,
        });
        expect(error.candidates).toContain('thinking');
      }
    }
  });
});
