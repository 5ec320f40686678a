import type { Transport, TransportRequest } from '../../src/transport/transport.js';

/** Posts something, and reads the whole answer. */
export async function post(
  transport: Transport,
  url: string,
  more: Partial<TransportRequest> = {},
): Promise<string> {
  const response = await transport({ url, method: 'POST', headers: {}, body: '{}', ...more });
  return response.body.text();
}

/** Writes down when a socket connects, and is connected. */
export function watchConnecting(
  seen: string[],
): Required<Pick<TransportRequest, 'onConnecting' | 'onConnected'>> {
  return { onConnecting: () => seen.push('connecting'), onConnected: () => seen.push('connected') };
}
