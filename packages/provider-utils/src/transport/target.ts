import { ProviderError } from '@modelport/core';
import { isLoopback } from '../http/hosts.js';
import { redactUrl } from '../http/redact.js';
import { remember } from '../http/remember.js';

/** Where a request goes: a URL taken apart, with its user and password turned into an `authorization` header. */
export interface Target {
  /** The URL without user, password and fragment. */
  readonly href: string;
  readonly origin: string;
  readonly protocol: 'http:' | 'https:';
  /** Host name without port; IPv6 without brackets. */
  readonly hostname: string;
  /** Host name and port, as errors show it. */
  readonly host: string;
  /** Never empty: the protocol's own where the URL names none. */
  readonly port: string;
  /** Path and query. */
  readonly path: string;
  /** The host is this machine. */
  readonly loopback: boolean;
  /** `Basic …`, where the URL held a user or password. */
  readonly authorization: string | undefined;
}

/**
 * Takes a URL apart; what was seen before comes from a small cache.
 * @throws `SETTING_INVALID` for anything but an `http:` or `https:` URL, without showing a password.
 */
export const parseTarget: (url: string) => Target = remember((url) => {
  const parsed = URL.parse(url);
  const protocol = parsed?.protocol;
  if (parsed === null || (protocol !== 'http:' && protocol !== 'https:')) {
    throw new ProviderError({
      code: 'SETTING_INVALID',
      setting: 'baseUrl',
      message: `${JSON.stringify(redactUrl(url))} is no URL to send a request to: it must start with http:// or https://.`,
    });
  }
  const authorization = basicAuthorization(parsed.username, parsed.password);
  parsed.username = '';
  parsed.password = '';
  parsed.hash = '';
  return {
    href: parsed.href,
    origin: parsed.origin,
    protocol,
    hostname: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    host: parsed.host,
    port: parsed.port || (protocol === 'https:' ? '443' : '80'),
    path: parsed.pathname + parsed.search,
    loopback: isLoopback(parsed.hostname),
    authorization,
  };
});

function basicAuthorization(username: string, password: string): string | undefined {
  if (username === '' && password === '') return undefined;
  const bytes = new TextEncoder().encode(`${decode(username)}:${decode(password)}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
