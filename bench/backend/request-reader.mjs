const headEnd = Buffer.from('\r\n\r\n');
const lastChunk = Buffer.from('0\r\n\r\n');

/**
 * Reads HTTP requests from the bytes of one connection. It understands what clients of JSON services send, and no more.
 *
 * @param {(request: { method: string, path: string, body: Buffer }) => void} onRequest
 * @returns {(chunk: Buffer) => void} Takes what the connection received.
 */
export function createRequestReader(onRequest) {
  let rest;
  return (chunk) => {
    rest = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    while (rest !== undefined) {
      const bodyStart = rest.indexOf(headEnd) + headEnd.length;
      if (bodyStart < headEnd.length) return;
      const head = rest.latin1Slice(0, bodyStart);
      const end = endOfBody(head, rest, bodyStart);
      if (end === undefined || end > rest.length) return;
      const body = rest.subarray(bodyStart, end);
      rest = end === rest.length ? undefined : rest.subarray(end);
      const [method, path] = head.slice(0, head.indexOf('\r\n')).split(' ', 2);
      onRequest({ method, path, body });
    }
  };
}

/** Where a body ends, `undefined` while that is not known. */
function endOfBody(head, bytes, bodyStart) {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (length !== null) return bodyStart + Number(length[1]);
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return bodyStart;
  const at = bytes.indexOf(lastChunk, bodyStart);
  return at < 0 ? undefined : at + lastChunk.length;
}
