import { remember } from './remember.js';

/** Whether a host name (without port) is this machine: `localhost`, `*.localhost`, 127.0.0.0/8 or `::1`. */
export function isLoopback(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  // The last form is how a URL writes ::ffff:127.0.0.1.
  return (
    name === '::1' ||
    /^(::ffff:)?127(\.\d{1,3}){3}$/.test(name) ||
    /^::ffff:7f[\da-f]{2}:[\da-f]{1,4}$/.test(name)
  );
}

/**
 * Whether the host of a URL is `suffix` or ends in `.` and `suffix`. Never by substring: `openai.azure.com.example.org`
 * is not Azure. A port is ignored; what is no URL matches nothing.
 */
export function hostMatches(url: string, suffix: string): boolean {
  const host = hostOf(url);
  const wanted = suffix.toLowerCase();
  const at = host.length - wanted.length;
  return host !== '' && host.endsWith(wanted) && (at === 0 || host[at - 1] === '.');
}

/** The host name of a URL in lower case, without a dot at its end; empty for what is no URL. */
const hostOf = remember((url) => URL.parse(url)?.hostname.toLowerCase().replace(/\.$/, '') ?? '');
