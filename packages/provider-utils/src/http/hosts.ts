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
  const parsed = URL.parse(url);
  if (parsed === null) return false;
  const host = parsed.hostname.toLowerCase().replace(/\.$/, '');
  const wanted = suffix.toLowerCase();
  return host === wanted || host.endsWith(`.${wanted}`);
}
