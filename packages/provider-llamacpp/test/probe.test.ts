import type { ProbeAnswer, ProbeMatch } from '@modelport/core';
import { loadCapture } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { probe } from '../src/probe.js';

const nothing: ProbeAnswer = { status: 404, headers: {}, body: '' };

function recorded(name: string, hideHeaders = false): ProbeAnswer {
  const { status, headers, body } = loadCapture(`llamacpp/${name}`);
  return { status, headers: hideHeaders ? {} : headers, body: new TextDecoder().decode(body) };
}

function identify(answers: Readonly<Record<string, ProbeAnswer>>): Promise<ProbeMatch | undefined> {
  return probe.identify(async (path) => answers[path] ?? nothing);
}

describe('a server that is recognised', () => {
  it('by its header, with its build', async () => {
    const answers = { '/health': recorded('health'), '/props': recorded('props') };
    expect(await identify(answers)).toEqual({ version: 'b11669-Debian' });
  });

  it('while it loads', async () => {
    expect(await identify({ '/health': recorded('loading-health') })).toEqual({ loading: true });
  });

  it('where it wants a key', async () => {
    const answers = { '/health': recorded('key-health'), '/props': recorded('key-props') };
    expect(await identify(answers)).toEqual({ needsKey: true });
  });

  it('as a router', async () => {
    const answers = { '/health': recorded('router-health'), '/props': recorded('router-props') };
    expect(await identify(answers)).toEqual({ version: 'b11669-Debian' });
  });

  it.each(['props', 'router-props'])('by /props where no headers are shown (%s)', async (name) => {
    const answers = { '/health': recorded('health', true), '/props': recorded(name, true) };
    expect(await identify(answers)).toEqual({ version: 'b11669-Debian' });
  });

  it('while it loads where no headers are shown', async () => {
    const loading = recorded('loading-health', true);
    expect(await identify({ '/health': loading, '/props': loading })).toEqual({ loading: true });
  });
});

describe('a server that is something else', () => {
  it.each([
    ['knows neither route', {}],
    ['is healthy', { '/health': { ...nothing, status: 200 } }],
    [
      'is healthy and answers any path',
      {
        '/health': { status: 200, headers: {}, body: '{}' },
        '/props': { status: 200, headers: {}, body: '{}' },
      },
    ],
    [
      'is a router of another kind',
      {
        '/health': { status: 200, headers: {}, body: '{}' },
        '/props': { status: 200, headers: {}, body: '{"role":"router"}' },
      },
    ],
    ['is not ready', { '/health': { ...nothing, status: 503 }, '/props': { ...nothing, status: 503 } }],
    [
      'has web pages',
      {
        '/health': { status: 200, headers: {}, body: '<html>' },
        '/props': { status: 200, headers: {}, body: '<html>' },
      },
    ],
  ])('is not taken for one: it %s', async (_, answers) => {
    expect(await identify(answers)).toBeUndefined();
  });
});
