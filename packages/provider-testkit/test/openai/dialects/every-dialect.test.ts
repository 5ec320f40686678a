import { describe, expect, it } from 'vitest';
import { dialects } from '../../../src/openai/dialects.js';
import {
  type FakeOpenAIServer,
  startFakeOpenAIServer,
} from '../../../src/openai/start-fake-openai-server.js';
import { type LocalServerKind, startFakeLocalServer } from '../../../src/servers/start-fake-local-server.js';
import { endsWell, readEvents } from '../../bare-client.js';
import { basePath, chat, request, streamed } from '../dialect-client.js';

const reply = { text: ['Hel', 'lo'], reasoning: 'Hm' };
const localServers: readonly LocalServerKind[] = [
  'llamacpp',
  'localai',
  'koboldcpp',
  'jan',
  'text-generation-webui',
  'tabbyapi',
  'sglang',
];
const starters: [string, (options?: object) => Promise<FakeOpenAIServer>][] = [
  ...Object.entries(dialects).map(
    ([name, dialect]): [string, (options?: object) => Promise<FakeOpenAIServer>] => [
      name,
      (options) => startFakeOpenAIServer({ dialect, reply, ...options }),
    ],
  ),
  ...localServers.map((kind): [string, (options?: object) => Promise<FakeOpenAIServer>] => [
    kind,
    (options) => startFakeLocalServer(kind, { reply, ...options }),
  ]),
];

describe.each(starters)('the fake %s', (_, start) => {
  it('answers a chat whole and streamed', async () => {
    await using server = await start();
    const whole = await chat(server);
    expect([whole.status, whole.json.choices[0].message.content]).toEqual([200, 'Hello']);
    const { text } = await chat(server, { stream: true });
    const deltas = readEvents(text).flatMap(({ choices = [] }) => choices.map(({ delta }) => delta));
    expect(deltas.map((delta) => delta?.content ?? '').join('')).toBe('Hello');
    expect(endsWell(text)).toBe(true);
  });

  it('tells usage in a stream only if asked', async () => {
    await using server = await start();
    const usages = (await streamed(server)).filter(({ usage }) => usage);
    expect(usages).toEqual([]);
    const asked = await streamed(server, { stream_options: { include_usage: true } });
    expect(asked.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 3 } });
  });

  it('lists the model that it answers with', async () => {
    await using server = await start();
    const { json } = await request(server, `${basePath(server)}/models`);
    const listed = (Array.isArray(json) ? json : json.data).map(({ id }: { id: string }) => id);
    expect(listed).toContain(server.model);
    expect((await chat(server)).json.model).toBe(server.model);
  });

  it('refuses a message of the wrong type, and one without content', async () => {
    await using server = await start();
    for (const messages of ['Hi', [{ role: 'user' }], [{ role: 'robot', content: 'Hi' }]]) {
      expect([400, 422]).toContain((await chat(server, { messages })).status);
    }
  });

  it('refuses a tool in the wrong shape', async () => {
    await using server = await start();
    const { status } = await chat(server, { tools: [{ name: 'add', parameters: {} }] });
    expect([400, 422]).toContain(status);
  });

  it('asks for the key that it was given', async () => {
    await using server = await start({ apiKey: 'secret' });
    expect((await chat(server)).status).toBe(200);
    expect((await chat(server, {}, { headers: {} })).status).toBe(401);
    expect((await chat(server, {}, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
  });

  it('takes a port, records what comes, and frees the port when it is closed', async () => {
    const first = await start();
    await request(first, '/some/path?with=query', { headers: { 'x-mine': 'yes' } });
    expect(first.requests).toMatchObject([
      { method: 'GET', path: '/some/path', headers: { 'x-mine': 'yes' }, text: '' },
    ]);
    await expect(start({ port: first.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.close();
    await using second = await start({ port: first.port });
    expect(second.origin).toBe(first.origin);
  });
});
