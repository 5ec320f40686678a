import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** What a process of its own, with this environment, says of the server. */
function availability(environment: Record<string, string>): {
  available: boolean;
  reason?: string;
  error?: string;
} {
  const script = `
    import { llamaServerAvailable } from '@modelport/provider-testkit';
    try { console.log(JSON.stringify(llamaServerAvailable())); }
    catch (error) { console.log(JSON.stringify({ error: error.message })); }`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...environment },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output);
}

describe('llamaServerAvailable', () => {
  it('takes the executable that it is told to take', () => {
    expect(availability({ MODELPORT_LLAMA_SERVER: process.execPath })).toEqual({
      available: true,
      executable: process.execPath,
    });
    const missing = availability({ MODELPORT_LLAMA_SERVER: '/no/such/llama-server' });
    expect(missing).toMatchObject({
      available: false,
      reason: expect.stringContaining('/no/such/llama-server'),
    });
  });

  it('gives the reason where it cannot be installed', () => {
    // An empty PATH has no apt-get, and no bash either.
    expect(availability({ PATH: '/nonexistent' })).toMatchObject({
      available: false,
      reason: expect.stringContaining('installer'),
    });
    expect(availability({ MODELPORT_LLAMA_SERVER_UNAVAILABLE: 'no network' })).toEqual({
      available: false,
      reason: 'no network',
    });
  });

  it('throws instead where the server is required', () => {
    const environment = {
      MODELPORT_LLAMA_SERVER_UNAVAILABLE: 'no network',
      MODELPORT_REQUIRE_LLAMA_SERVER: '1',
    };
    expect(availability(environment).error).toContain('no network');
  });
});
