import { gzipSync as compress } from 'fflate';

export function gzipSync(data) {
  return compress(typeof data === 'string' ? new TextEncoder().encode(data) : data);
}
