import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBase64Floats } from '../../src/http/base64-floats.js';

it('decodes little-endian 32-bit floats, whatever they are (property)', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true })), (floats) => {
      const buffer = Buffer.alloc(floats.length * 4);
      for (const [index, value] of floats.entries()) buffer.writeFloatLE(value, index * 4);
      expect(decodeBase64Floats(buffer.toString('base64'))).toEqual(floats);
    }),
  );
});

it.each(['AAA', 'AAAA', '!!!!', 'AAAAAAA='])('refuses %j', (text) => {
  expect(() => decodeBase64Floats(text)).toThrow(expect.objectContaining({ code: 'RESPONSE_INVALID' }));
});
