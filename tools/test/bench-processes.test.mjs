import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorText } from '../../bench/lib/error-text.mjs';
import { startWorker } from '../../bench/lib/processes.mjs';
import { root } from '../lib/root.mjs';

describe('a worker of the benchmarks', () => {
  const server = createServer((socket) => socket.on('error', () => {}).resume()); // it answers nothing
  beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
  afterAll(() => server.close());

  it('is ended when it does not answer in time, and has that error from then on', async () => {
    const worker = await startWorker('fetch-floor', { patience: 300 });
    const closed = new Promise((resolve) => {
      server.once('connection', (socket) => socket.once('close', resolve));
    });
    const origin = `http://127.0.0.1:${server.address().port}`;
    const job = { figure: 'smoke/characters', origin, scenario: {}, sent: {} };
    const error = 'no answer within 0.3 seconds';
    expect(await worker.run(job)).toEqual({ error });
    await closed; // its connection went with it
    expect(await worker.run(job)).toEqual({ error });
  });

  it('tells that a contender cannot be loaded, without where it was looked for', async () => {
    const worker = await startWorker('missing');
    const { error } = await worker.run({});
    expect(error).toContain("Cannot find module 'bench/contenders/missing.mjs'");
    expect(error).not.toContain(root);
    worker.stop();
  });
});

describe('the text of an error', () => {
  it('is its message, without its stack', () => {
    expect(errorText(new Error('of 5 characters, 3 arrived').stack)).toBe('of 5 characters, 3 arrived');
    expect(errorText(new TypeError('no').stack)).toBe('TypeError: no');
  });

  it('is the line with the error of what a process wrote', () => {
    expect(errorText('file:///x/y.mjs:3\n  throw it;\n  ^\n\nRangeError: too far\n    at y')).toBe(
      'RangeError: too far',
    );
    expect(errorText('\nnothing to see\nhere')).toBe('nothing to see');
  });

  it('names no folder of this machine and no address', () => {
    const text = `cannot read ${root}/bench/a.mjs from https://registry.example/a?b=c, "http://localhost:1/x"`;
    expect(errorText(text)).toBe('cannot read bench/a.mjs from (address) "(address)"');
  });

  it('is cut where it is long', () => {
    expect(errorText('x'.repeat(500))).toBe(`${'x'.repeat(160)} ...`);
  });
});
