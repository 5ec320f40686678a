import type { Warning } from '../contract.js';
import { changeError, type ProviderError } from '../errors.js';

interface SecretHolder {
  readonly apiKey?: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly baseUrl?: string | undefined;
}

/** What may not appear in messages: the key and other secret options, header fields that hold secrets, credentials in the URL. */
export function collectSecrets(
  apiKey: string | undefined,
  headers: Readonly<Record<string, string>>,
  baseUrl: string | undefined,
  others: readonly unknown[] = [],
): string[] {
  const url = URL.parse(baseUrl ?? '');
  const named = [...Object.entries(headers), ...(url?.searchParams ?? [])].filter(([name]) =>
    /auth|key|token|secret|cookie|password/i.test(name),
  );
  const { username = '', password = '' } = url ?? {};
  const [user = '', word = ''] = [username, password].map(decode);
  const secrets = [
    apiKey ?? '',
    ...others.filter((other) => typeof other === 'string'),
    // In `Bearer abc`, `abc` alone must not appear either.
    ...named.flatMap(([, value]) => [value, value.replace(/^\w+ +/, '')]),
    ...[username, password, user, word],
    // What the `Authorization` header makes of them.
    username + password && btoa(String.fromCharCode(...new TextEncoder().encode(`${user}:${word}`))),
  ];
  // As they stand, and as a URL or JSON that the server says back would hold them.
  const forms = secrets.flatMap((secret) => [secret, encode(secret), JSON.stringify(secret).slice(1, -1)]);
  // Very short ones would blot out ordinary words.
  return [...new Set(forms)].filter((secret) => secret.length > 3).sort((a, b) => b.length - a.length);
}

const decode = (text: string): string => attempt(decodeURIComponent, text);
const encode = (text: string): string => attempt(encodeURIComponent, text);

/** The text itself where it cannot be converted. */
function attempt(convert: (text: string) => string, text: string): string {
  try {
    return convert(text);
  } catch {
    return text;
  }
}

/** The text with every secret replaced by `[redacted]`. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text);
}

/** A URL without user name, password and query, for people to read. */
export function publicUrl(url: string): string {
  if (!/[@?#]/.test(url)) return url;
  return url.replace(/^(\w+:\/\/)[^/?#]*@/, '$1').replace(/[?#].*$/, '');
}

/** A warning where a key or another secret would go over plain `http:` to another machine. */
export function insecureUrlWarning({ apiKey, headers, baseUrl }: SecretHolder): Warning | undefined {
  const url = URL.parse(baseUrl ?? '');
  if (url?.protocol !== 'http:' || /^((.*\.)?localhost|127\.[\d.]+|\[::1\])\.?$/.test(url.hostname))
    return undefined;
  if (apiKey === undefined && collectSecrets(undefined, headers, baseUrl).length === 0) return undefined;
  return {
    code: 'insecure-url',
    setting: 'baseUrl',
    message: `The key goes to ${url.hostname} over plain http, where others can read it. Use https.`,
  };
}

/** The error without secrets: the same object where nothing that a log could show of it holds one. */
export function withoutSecrets(error: ProviderError, secrets: readonly string[]): ProviderError {
  const { partial, ...details } = error;
  const { message, stack, cause } = error;
  if (!holdsSecret([details, message, stack, cause], secrets)) return error;
  const replace = (_: string, value: unknown) => (typeof value === 'string' ? redact(value, secrets) : value);
  const clean = changeError(error, {
    ...(JSON.parse(JSON.stringify(details, replace)) as object),
    message: redact(message, secrets),
    partial,
    cause: holdsSecret(cause, secrets) ? describe(cause, secrets) : cause,
  });
  clean.stack = redact(stack ?? '', secrets);
  return clean;
}

/** What may be told of a cause that holds a secret. */
function describe(cause: unknown, secrets: readonly string[]): unknown {
  return cause instanceof Error ? redact(cause.stack ?? cause.message, secrets) : '[redacted]';
}

/** Objects that are looked at before the rest is taken to hold a secret. */
const patience = 10_000;

/** Whether anything that can be reached from a value holds a secret. */
function holdsSecret(value: unknown, secrets: readonly string[]): boolean {
  if (secrets.length === 0) return false;
  const seen = new Set<unknown>();
  const queue = [value];
  for (const item of queue) {
    if (typeof item === 'string' && secrets.some((secret) => item.includes(secret))) return true;
    if (typeof item !== 'object' || item === null || ArrayBuffer.isView(item) || seen.has(item)) continue;
    if (seen.add(item).size > patience) return true;
    try {
      for (const name of Reflect.ownKeys(item)) queue.push(name, Reflect.get(item, name));
      // They keep what they hold elsewhere.
      if (item instanceof Map || item instanceof Set || item instanceof Headers) queue.push(...item);
    } catch {
      return true;
    }
  }
  return false;
}
