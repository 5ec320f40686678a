import { describe, expect, it } from 'vitest';
import { connectionFailure } from '../../src/transport/failures.js';
import { readProxy } from '../../src/transport/node-proxies.js';

const version = '24.5.0';

describe('a proxy that the environment names', () => {
  it.each([
    ['22.12.0', false],
    ['22.20.0', false],
    ['22.21.0', true],
    ['23.11.1', false],
    ['24.4.1', false],
    ['24.5.0', true],
    ['24.21.0', true],
    ['26.0.0-nightly', true],
  ])('Node %s goes through it: %s', (nodeVersion, isUsed) => {
    expect(readProxy('http:', { HTTP_PROXY: 'http://proxy' }, nodeVersion)?.isUsed).toBe(isUsed);
  });

  it('is that of the protocol, and none where the variable is empty', () => {
    const env = { http_proxy: 'http://proxy', https_proxy: '', HTTPS_PROXY: undefined };
    expect(readProxy('http:', env, version)).toEqual({ isUsed: true });
    expect(readProxy('https:', env, version)).toBeUndefined();
  });

  it('is read in small letters first, as Node does it', () => {
    const env = { HTTPS_PROXY: 'socks5://proxy', https_proxy: 'http://proxy' };
    expect(readProxy('https:', env, version)).toEqual({ isUsed: true });
  });

  it.each([
    ['http://user:hunter2@proxy:8080', '22.12.0', 'Node 22.21, 24.5 or later, and this is 22.12.0'],
    ['user:hunter2@proxy:8080', version, 'must start with http:// or https://'],
    ['socks5://user:hunter2@proxy', version, 'must start with http:// or https://'],
  ])('is spoken of where it was not used and the connection failed: %s', (address, nodeVersion, why) => {
    const advice = readProxy('https:', { HTTPS_PROXY: address }, nodeVersion)?.advice;
    const cause = Object.assign(new Error(), { code: 'ENOTFOUND' });
    const { message } = connectionFailure(cause, 'models.example:443', advice);
    expect(message).toContain('not known (ENOTFOUND). The proxy in HTTPS_PROXY was not used: ');
    expect(message).toContain(why);
    expect(message).not.toContain('hunter2');
  });
});
