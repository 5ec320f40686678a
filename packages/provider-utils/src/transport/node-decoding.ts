import { ProviderError } from '@modelport/core';
import { loadZlib, type NodeDecoder, type NodeResponse } from './node-modules.js';

/**
 * Undoes the content-encoding of a response, or gives `undefined` where there is none.
 * What the server has flushed comes out at once.
 * @throws `RESPONSE_INVALID` for an encoding that is not known.
 */
export function decode(response: NodeResponse, host: string): NodeDecoder | undefined {
  const header = response.headers['content-encoding'];
  if (header === undefined) return undefined;
  const encoding = String(header).trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return undefined;
  const decoder = createDecoder(encoding);
  if (decoder === undefined) {
    throw new ProviderError({
      code: 'RESPONSE_INVALID',
      message: `The content-encoding ${JSON.stringify(encoding.slice(0, 40))} of the body that ${host} sent is not known.`,
    });
  }
  response.pipe(decoder);
  return decoder;
}

function createDecoder(encoding: string): NodeDecoder | undefined {
  const zlib = loadZlib();
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;
  // The last flush is a plain one as well, so that a body cut short gives what had come.
  const deflate = { flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH };
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip(deflate);
    case 'deflate':
      return zlib.createInflate(deflate);
    case 'br':
      return zlib.createBrotliDecompress({
        flush: BROTLI_OPERATION_FLUSH,
        finishFlush: BROTLI_OPERATION_FLUSH,
      });
    case 'zstd':
      return zlib.createZstdDecompress?.();
    default:
      return undefined;
  }
}
