import { ProviderError } from '@modelport/core';
import { isLoopback } from '../http/hosts.js';
import { redactUrl } from '../http/redact.js';

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

/** A program talks to few URLs, again and again. Past this many, all are forgotten. */
const remembered = 64;
const targets = new Map<string, Target>();

/**
 * Takes a URL apart; what was seen before comes from a small cache.
 * @throws `SETTING_INVALID` for anything but an `http:` or `https:` URL, without showing a password.
 */
export function parseTarget(url: string): Target {
  const known = targets.get(url);
  if (known !== undefined) return known;
  const target = takeApart(url);
  if (targets.size >= remembered) targets.clear();
  targets.set(url, target);
  return target;
}

function takeApart(url: string): Target {
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
}

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
