import { ProviderError } from '@modelport/core';

/** What a system code means, for people. */
const explanations: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused; is the server running?',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNRESET: 'the server closed the connection without an answer',
  EPIPE: 'the server closed the connection without an answer',
  UND_ERR_SOCKET: 'the server closed the connection without an answer',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its TLS certificate is self-signed; trust it with NODE_EXTRA_CA_CERTS',
  SELF_SIGNED_CERT_IN_CHAIN: 'its TLS certificate chain is self-signed; trust it with NODE_EXTRA_CA_CERTS',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its TLS certificate could not be verified',
  CERT_HAS_EXPIRED: 'its TLS certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its TLS certificate is for another host',
  ERR_PROXY_TUNNEL: 'the proxy does not lead there',
  EPROTO: 'TLS failed; does the server speak https?',
  ERR_SSL_WRONG_VERSION_NUMBER: 'TLS failed; does the server speak https?',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'TLS failed; does the server speak https?',
};

/**
 * The error for a request that got no answer, or one that is not HTTP. `host` is a host name with its port. `advice` is
 * said where there was no connection.
 */
export function connectionFailure(cause: unknown, host: string, advice?: string): ProviderError {
  const code = failureCode(cause);
  const suffix = code === undefined ? '' : ` (${code})`;
  if (isNotHttp(cause, code)) {
    return new ProviderError({
      code: 'RESPONSE_INVALID',
      message: `The answer of ${host} cannot be read as HTTP${suffix}. Check the port, and http:// against https://.`,
      cause,
    });
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT') {
    return new ProviderError({
      code: 'TIMEOUT',
      retryable: false, // it would take as long again
      message: `${host} did not answer within the time that this fetch waits for headers, five minutes in Node${suffix}. Ask for a stream, or give a fetch that waits longer.`,
      cause,
    });
  }
  const why = (code !== undefined && explanations[code]) || 'the connection failed';
  return new ProviderError({
    code: 'BACKEND_UNREACHABLE',
    message: `Cannot reach ${host}: ${why}${suffix}.${advice === undefined ? '' : ` ${advice}`}`,
    cause,
  });
}

/** The error for a body that broke off after the headers had come. */
export function bodyFailure(cause: unknown, host: string): ProviderError {
  const code = failureCode(cause);
  const suffix = code === undefined ? '' : ` (${code})`;
  if (code !== undefined && /^(Z_|ERR__?ZSTD|ERR__?BROTLI|ERR__ERROR_FORMAT|ERR_PADDING|ZSTD_)/.test(code)) {
    return new ProviderError({
      code: 'RESPONSE_INVALID',
      message: `The body that ${host} sent is not encoded as its content-encoding says${suffix}.`,
      cause,
    });
  }
  return new ProviderError({
    code: 'STREAM_INTERRUPTED',
    message: `The connection to ${host} broke before the response was complete${suffix}.`,
    cause,
  });
}

/** The system's or the HTTP client's code, on the error or on its cause. (A list of tries bears the code of the first.) */
export function failureCode(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string' && code !== '') return code;
  }
  return undefined;
}

function isNotHttp(cause: unknown, code: string | undefined): boolean {
  if (code !== undefined) return code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW';
  const inner = cause instanceof Error && cause.cause;
  return inner instanceof Error && inner.name === 'HTTPParserError';
}
