import { faults, startFaultyServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { failureOf, readStream } from './support/read-stream.js';
import { onBothTransports } from './support/transports.js';

onBothTransports({ concurrent: true }, (connect) => {
  describe('F13: a redirect', () => {
    const secrets = {
      apiKey: 'sk-secret-key-123456',
      headers: { 'x-api-key': 'secret-header', cookie: 'a=secret' },
    };

    it.each([307, 308])('takes no credentials to another host (%i)', async (status) => {
      await using target = await startFaultyServer('none');
      const location = `${target.baseUrl.replace('127.0.0.1', 'localhost')}/v1/chat/completions`;
      await using server = await startFaultyServer(faults.redirect({ status, location }));
      const { response } = await readStream(connect(server, secrets).stream('Hi'));
      expect(response?.text).toBe('Hello there!');
      expect(server.requests[0]?.headers['authorization']).toContain('sk-secret');
      expect(JSON.stringify(target.requests[0]?.headers)).not.toContain('secret');
      expect(target.requests[0]?.body).toEqual(server.requests[0]?.body);
    });

    it('takes them along on the same host', async () => {
      const moved = faults.redirect({ location: '/v2/chat/completions' });
      await using server = await startFaultyServer([...moved, ...faults.none()]);
      await readStream(connect(server, secrets).stream('Hi'));
      expect(server.requests.map(({ path }) => path)).toEqual([
        '/v1/chat/completions',
        '/v2/chat/completions',
      ]);
      expect(server.requests[1]?.headers).toMatchObject({ authorization: `Bearer ${secrets.apiKey}` });
    });

    it.each([301, 302, 303])('is not followed where that would lose the request (%i)', async (status) => {
      await using target = await startFaultyServer('none');
      await using server = await startFaultyServer(faults.redirect({ status, location: target.baseUrl }));
      const error = await failureOf(connect(server, secrets).stream('Hi'));
      expect(error).toMatchObject({ status, retryable: false });
      expect(error.message).toContain(target.baseUrl);
      expect(target.requests).toHaveLength(0);
    });

    it('in a circle is given up', async () => {
      await using server = await startFaultyServer(faults.redirect({ location: '/v1/chat/completions' }));
      const error = await failureOf(connect(server).stream('Hi'));
      expect(error).toMatchObject({ code: 'RESPONSE_INVALID', retryable: false });
      expect(server.requests).toHaveLength(6);
    });
  });
});
