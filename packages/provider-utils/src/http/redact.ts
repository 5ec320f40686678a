/** What stands in the place of a secret. */
const placeholder = '***';

/** Shorter strings are no secrets worth the name; replacing them would garble the text. */
const shortestSecret = 4;

/** Replaces every occurrence of the secrets in a text, also where a URL or JSON has them encoded. */
export function redact(text: string, secrets: Iterable<string | undefined>): string {
  let redacted = text;
  for (const secret of longestFirst(secrets)) {
    for (const form of new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])) {
      redacted = redacted.replaceAll(form, placeholder);
    }
  }
  return redacted;
}

/**
 * A URL as it may be shown: user and password are replaced, and the values of query parameters whose name
 * speaks of a key, token, secret, signature or password. Works on text that is no valid URL as well.
 */
export function redactUrl(url: string): string {
  // In what is no URL, a password may hold anything: all before the last @ goes.
  const user = URL.canParse(url)
    ? /^([a-z][a-z0-9+.-]*:[\\/]*)?[^\\/?#]*@/i
    : /^([a-z][a-z0-9+.-]*:[\\/]+)?.*@/is;
  return url
    .replace(user, `$1${placeholder}@`)
    .replace(/([?&][^=&#]*(?:key|token|secret|sig|password|auth)[^=&#]*=)[^&#]*/gi, `$1${placeholder}`);
}

/** A secret may hold another one: the longer must go first. */
function longestFirst(secrets: Iterable<string | undefined>): string[] {
  return [...secrets]
    .filter((secret) => secret !== undefined && secret.length >= shortestSecret)
    .map(String)
    .sort((one, other) => other.length - one.length);
}
