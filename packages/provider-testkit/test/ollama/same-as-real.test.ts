import { describe, expect, it } from 'vitest';
import type { Capture, CapturedRequest } from '../../src/captures/capture.js';
import { captures, loadCapture } from '../../src/captures/load-capture.js';
import { type FakeOllamaReply, OLLAMA_BUSY } from '../../src/ollama/fake-ollama-reply.js';
import { startFakeOllama } from '../../src/ollama/start-fake-ollama.js';
import { type BareAnswer, send } from '../bare-client.js';

type Json = Record<string, unknown>;

/** The models that the real server had. */
const models = [
  { name: 'tiny-chat', template: 'gguf' },
  { name: 'tiny-thinking', template: 'gguf', capabilities: ['completion', 'tools', 'thinking'] },
  { name: 'tiny-plain', template: 'gguf', capabilities: ['completion'] },
  { name: 'tiny-embed', template: 'gguf', capabilities: ['embedding'] },
  { name: 'tiny-go', template: 'go' },
  { name: 'tiny-copy', template: 'gguf' },
] as const;

/** What the registry had, and what went wrong with it. */
const host = '127.0.0.1:11955/library';
const pulls = [
  { model: { name: `${host}/pulled` }, layers: [1_542_221, 102, 59, 300_000, 148] },
  { model: { name: `${host}/broken` }, layers: [], error: 'pull model manifest: 500: out of order' },
];

const real = captures({ prefix: 'ollama/' });
const isPull = ({ request }: Capture): boolean => request.path === '/api/pull';
const isList = ({ request }: Capture): boolean => /^\/api\/(tags|ps|show)$/.test(request.path);
const isGood = ({ status }: Capture): boolean => status === 200;
const isEmbedding = ({ request }: Capture): boolean => request.path.startsWith('/api/embed');

/** The model's tokens that no text shows: the tags of its thinking, and a tool call that was cut off. */
const hiddenTokens = /thinking-length$|tools-cut-stream$/;

/** The answers of models: to chat and generate requests. */
const answers = real
  .filter((capture) => isGood(capture) && !hiddenTokens.test(capture.name))
  .filter(({ request }) => /^\/api\/(chat|generate)$/.test(request.path));

/** Sends what the real server was sent. The fake is told what its model says, for that is the model's business. */
async function askFake(capture: Capture): Promise<BareAnswer> {
  const { method, path, headers, body, raw } = capture.request;
  await using server = await startFakeOllama({
    models,
    pulls: /-(http|unreachable)$/.test(capture.name) ? [] : pulls,
    reply: replyOf(capture),
  });
  if (path === '/api/ps' && !capture.name.endsWith('empty')) {
    await send(`${server.baseUrl}/api/chat`, { body: { model: 'tiny-chat', messages: [] } });
  }
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  // Node frames the body of a DELETE only if it is told to.
  const framed = sent === undefined ? {} : { 'content-length': String(Buffer.byteLength(sent)) };
  return await send(server.baseUrl + path, { method, body: sent, headers: { ...framed, ...headers } });
}

/** What the model said in a capture, with more where something cut it off. */
function replyOf(capture: Capture): FakeOllamaReply {
  if (capture.name.endsWith('/error-busy')) return { error: OLLAMA_BUSY };
  const lines = linesOf(textOf(capture)).map((line) => ({
    ...line,
    ...(line['message'] as Json | undefined),
  }));
  const failed = lines.findIndex((line) => 'error' in line);
  const said = (field: string): string[] =>
    lines.map((line) => String(line[field] ?? '')).filter((text) => text !== '');
  const content = [...said('content'), ...said('response')];
  const cut = lines.at(-1)?.['done_reason'] === 'length' ? [' and', ' more'] : [];
  return {
    text: [
      ...(cut.length > 0 ? tokensOf(content) : content),
      ...cut,
      ...(capture.name.includes('-stop-') ? [' inside', ' it'] : []),
    ],
    thinking: said('thinking'),
    json: (capture.request.body as Json)?.['format'] ? parseOr(content.join('')) : undefined,
    toolCalls: lines.flatMap((line) =>
      ((line['tool_calls'] ?? []) as { function: { name: string; arguments: Json } }[]).map(
        (call) => call.function,
      ),
    ),
    ...(failed > 0 ? { error: { message: String(lines[failed]?.['error']), afterLines: failed } } : {}),
  };
}

/** The tokens of the tiny models, in an answer that came in one piece. */
function tokensOf(content: readonly string[]): string[] {
  return content.flatMap((text) => text.match(/\s?\w+|[^\w\s]/g) ?? []);
}

function textOf({ body }: Capture): string {
  return Buffer.from(body).toString();
}

function linesOf(text: string): Json[] {
  return text.startsWith('{')
    ? text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A value with what changes from run to run replaced by its type: times, counts, ids, probabilities. */
function steady(value: unknown, key = ''): unknown {
  if (key === 'context') return typeof value;
  if (key === 'top_logprobs') return Array.isArray(value) && value.length;
  if (Array.isArray(value)) return value.map((item) => steady(item));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, entry]) => [name, steady(entry, name)]);
    return Object.fromEntries(entries);
  }
  if (key === 'created_at') return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/.test(String(value));
  if (/_duration$|_count$|^logprob$/.test(key)) return typeof value;
  return key === 'id' ? /^[A-Za-z0-9]{32}$/.test(String(value)) : value;
}

/** The keys and types of a value, those of a list's first item for the list. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])];
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, shape(entry)]));
}

/** Without the charset, which the real server gives here and leaves out there. */
function mediaType(header: string | undefined): string | undefined {
  return header?.split(';')[0];
}

/** An error text without the numbers of tokens, and without the tools that the real one prints. */
function steadyError(text: string): string {
  return text.replace(/\b\d+ tokens|n_prompt_tokens\\":\d+/g, 'N').replace(/(Unsupported tool type).*/, '$1');
}

/** The lines of a real answer, steady; what a line of the fake's own would be is left out. */
function wanted(capture: Capture): unknown[] {
  return linesOf(textOf(capture)).map((line) => steady(line));
}

function formatOf(request: CapturedRequest): boolean {
  return Boolean((request.body as Json | undefined)?.['format']);
}

function contentOf(lines: readonly Json[]): string {
  return lines.map(({ message }) => (message as Json)['content']).join('');
}

/** What a line of a pull tells, and with which fields; the layers are each one's own. */
function stage(line: Json): string {
  const { status = 'error', completed: _, ...rest } = line;
  return [String(status).replace(/^pulling [0-9a-f]{12}$/, 'pulling LAYER'), ...Object.keys(rest)].join(' ');
}

describe('the fake answers like the real server', () => {
  it.each(real)('$name: status and kind', async (capture) => {
    const answer = await askFake(capture);
    expect(answer.error).toBeUndefined();
    expect(answer.status).toBe(capture.status);
    expect(mediaType(answer.headers['content-type'])).toBe(mediaType(capture.headers['content-type']));
  });

  it.each(real.filter(({ status }) => status !== 200))('$name: error text', async (capture) => {
    expect(steadyError((await askFake(capture)).text)).toBe(steadyError(textOf(capture)));
  });

  it.each(answers.filter(({ request }) => !formatOf(request)))('$name: the same lines', async (capture) => {
    const lines = linesOf((await askFake(capture)).text);
    expect(steady(lines.slice(0, wanted(capture).length))).toEqual(wanted(capture));
  });

  it.each(answers.filter(({ request }) => formatOf(request)))('$name: the same value', async (capture) => {
    const [fake, expected] = [linesOf((await askFake(capture)).text), linesOf(textOf(capture))];
    expect(parseOr(contentOf(fake))).toEqual(parseOr(contentOf(expected)));
    expect(steady(fake.at(-1)?.['done_reason'])).toEqual(expected.at(-1)?.['done_reason']);
  });

  it.each(real.filter(isList).filter(isGood))('$name: keys and types', async (capture) => {
    const fake = JSON.parse((await askFake(capture)).text);
    const expected = JSON.parse(textOf(capture));
    if (capture.request.path !== '/api/show') return expect(shape(fake)).toEqual(shape(expected));
    // The fake leaves out most of a real model's metadata; what it has is as there.
    expect(shape(expected)).toMatchObject(shape(fake) as object);
    expect(fake.capabilities.toSorted()).toEqual(expected.capabilities.toSorted());
  });

  it('lists the same capabilities for the same models', async () => {
    const capture = loadCapture('ollama/tags');
    const capabilitiesOf = (text: string): unknown =>
      Object.fromEntries(
        (JSON.parse(text).models as { name: string; capabilities: string[] }[])
          .filter(({ name }) => name !== 'tiny-copy:latest')
          .map(({ name, capabilities }) => [name, capabilities]),
      );
    expect(capabilitiesOf((await askFake(capture)).text)).toEqual(capabilitiesOf(textOf(capture)));
  });

  it.each(real.filter(isEmbedding).filter(isGood))('$name: vectors and counts', async (capture) => {
    const fake = JSON.parse((await askFake(capture)).text);
    const expected = JSON.parse(textOf(capture));
    expect(shape(fake)).toEqual(shape(expected));
    expect(fake.embeddings?.length).toBe(expected.embeddings?.length);
  });

  it.each(real.filter(isPull).filter(isGood))('$name: keys and types', async (capture) => {
    const [fake, expected] = [linesOf((await askFake(capture)).text), linesOf(textOf(capture))];
    const ownError = /-(http|unreachable)$/.test(capture.name);
    expect(new Set(fake.map(stage))).toEqual(new Set(expected.map(stage)));
    if (!ownError) expect(fake.at(-1)).toEqual(expected.at(-1));
  });
});
