import { ProviderError } from '@modelport/core';

/**
 * Decodes an embedding that was sent as base64 of little-endian 32-bit floats.
 * @throws `RESPONSE_INVALID` for what is no such text.
 */
export function decodeBase64Floats(base64: string): number[] {
  const binary = decodeBase64(base64);
  if (binary === undefined || binary.length % 4 !== 0) {
    throw new ProviderError({
      code: 'RESPONSE_INVALID',
      message: 'The embedding is no base64 of 32-bit floats; ask for encoding_format "float".',
    });
  }
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(index * 4, true));
}

function decodeBase64(base64: string): string | undefined {
  try {
    return atob(base64);
  } catch {
    return undefined;
  }
}
