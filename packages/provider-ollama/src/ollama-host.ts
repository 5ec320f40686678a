import { ProviderError } from '@modelport/core';
import { hostMatches, parseBaseUrl, remember } from '@modelport/provider-utils/define';
import type { OllamaOptions } from './options.js';

/** Where Ollama listens unless told otherwise. */
export const defaultBaseUrl = 'http://127.0.0.1:11434';

/** Ollama's cloud, which speaks the same API. */
const cloudHost = 'ollama.com';

/** A server. */
export interface OllamaAddress {
  readonly baseUrl: string;
  /** Whether the server is ollama.com. */
  readonly isCloud: boolean;
}

/**
 * Reads an address in any form that `OLLAMA_HOST` can have (`host`, `host:port`, `:port`, `[::1]`, `https://host/path`,
 * `ollama.com`) as the base URL for a client. Without a scheme the port is 11434, with one that of the scheme; an invalid
 * port counts as none. The addresses that a server binds to, `0.0.0.0` and `::`, become this machine's.
 * @throws ProviderError `SETTING_INVALID` for a scheme other than `http` and `https`, and for what is no address.
 */
export function parseOllamaHost(value: string): string {
  const given = value.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (given === '') return defaultBaseUrl;
  if (given === cloudHost) return `https://${cloudHost}`;
  const [, scheme, rest = ''] = /^(?:([^/?#]*):\/\/)?(.*)$/s.exec(given) ?? [];
  if (scheme !== undefined && !/^https?$/i.test(scheme)) throw wrongScheme(`${scheme}://`);
  if (scheme === undefined && /^https?[:/]/i.test(given)) throw wrongScheme(given.slice(0, 7));
  const [, user = '', address = '', path = ''] = /^([^/?#]*@)?([^/?#]*)(.*)$/s.exec(rest) ?? [];
  const { host, port } = splitAddress(address);
  const usualPort = scheme === undefined ? '11434' : '';
  const usedPort = isPort(port) ? port : usualPort;
  const url = `${scheme ?? 'http'}://${user}${connectable(host)}${usedPort && `:${usedPort}`}${path}`;
  return parseBaseUrl(url);
}

/**
 * Where the API is, by the options, and whether that is ollama.com.
 * @throws ProviderError `SETTING_INVALID` for a base URL that is none.
 */
export function readAddress({ baseUrl = defaultBaseUrl }: Pick<OllamaOptions, 'baseUrl'>): OllamaAddress {
  return addressAt(baseUrl);
}

const addressAt = remember((given): OllamaAddress => {
  // Users give the address of the OpenAI layer, or of the API itself, as well.
  const baseUrl = parseOllamaHost(given).replace(/\/(v1|api)$/, '');
  return { baseUrl, isCloud: baseUrl.startsWith('https:') && hostMatches(baseUrl, cloudHost) };
});

/** An IPv6 address may stand without its brackets, where it has no port. */
function splitAddress(address: string): { host: string; port: string } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(address);
  if (bracketed) return { host: `[${bracketed[1]}]`, port: bracketed[2] ?? '' };
  const [host = '', port = '', ...more] = address.split(':');
  return more.length > 0 ? { host: `[${address}]`, port: '' } : { host, port };
}

function isPort(port: string): boolean {
  return /^\d+$/.test(port) && Number(port) <= 65_535;
}

function connectable(host: string): string {
  if (host === '' || host === '0.0.0.0') return '127.0.0.1';
  return /^\[[0:]*\]$/.test(host) ? '[::1]' : host;
}

function wrongScheme(scheme: string): ProviderError {
  return new ProviderError({
    code: 'SETTING_INVALID',
    setting: 'baseUrl',
    message: `baseUrl starts with ${JSON.stringify(scheme.slice(0, 20))}. Give http:// or https://, or an address as in OLLAMA_HOST.`,
  });
}
