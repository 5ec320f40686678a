import { ProviderError } from '@modelport/core';
import type { TransportHeaders } from '../transport/transport.js';

// RFC 9110, section 5.6.2 and 5.5. Bytes above ASCII are legal there but mean nothing for certain, and clients
// send them differently: refused.
const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const headerValue = /^[\t\x20-\x7e]*$/;

/**
 * Returns the headers with white space around their values removed, so that a key read from a file may end in a newline.
 * @param setting What to call them in an error. Default `headers`.
 * @throws `SETTING_INVALID` for a name or value that HTTP cannot carry, naming the header, never its value.
 */
export function validateHeaders(
  headers: Readonly<Record<string, string>>,
  setting = 'headers',
): Record<string, string> {
  const valid: Record<string, string> = {};
  for (const name in headers) {
    if (!headerName.test(name)) throw invalidName(name, setting);
    const given: unknown = headers[name];
    if (given === undefined) continue;
    if (typeof given !== 'string') throw invalidValue(name, setting, `is a ${typeof given}, not a string`);
    const value = given.trim();
    if (!headerValue.test(value)) {
      const what = /[\r\n]/.test(value)
        ? 'holds a line break'
        : 'holds a character outside printable ASCII; encode it';
      throw invalidValue(name, setting, what);
    }
    valid[name] = value;
  }
  return valid;
}

/** Response headers as a plain record with lower-case names; `set-cookie` is left out. */
export function collectHeaders(headers: TransportHeaders): Record<string, string> {
  const collected: Record<string, string> = {};
  for (const [name, value] of headers.entries()) {
    const key = name.toLowerCase();
    if (key !== 'set-cookie') collected[key] = value;
  }
  return collected;
}

function invalidName(name: string, setting: string): ProviderError {
  return new ProviderError({
    code: 'SETTING_INVALID',
    setting,
    message: `${JSON.stringify(name.slice(0, 80))} is no header name: only letters, digits and !#$%&'*+-.^_\`|~ are allowed.`,
  });
}

function invalidValue(name: string, setting: string, what: string): ProviderError {
  return new ProviderError({
    code: 'SETTING_INVALID',
    setting: `${setting}.${name}`,
    message: `The value of the header "${name}" ${what}. (The value is not shown here.)`,
  });
}
