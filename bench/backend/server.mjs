// The fake upstream, in a process of its own. The parent sets what every request is answered with, over IPC:
// `{ scenario }`, answered with `{ ready, sent }`: what a whole stream holds, in characters. By hand, for a try:
// `node bench/backend/server.mjs --port 8090 --scenario '{"text":100,"reasoning":20}'`.
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ollamaWire } from './ollama.mjs';
import { openAIWire, openRouterWire } from './openai.mjs';
import { createRequestReader } from './request-reader.mjs';
import { createStreamWriter } from './stream-writer.mjs';
import { defaultScenario, prepare } from './wire.mjs';
import { argumentFragments, words } from './words.mjs';

const wires = {
  '/v1/chat/completions': openAIWire,
  '/api/v1/chat/completions': openRouterWire,
  '/api/chat': ollamaWire,
};

/** What some clients ask besides chats: a version, the models. */
const others = {
  '/api/version': { version: '0.33.0' },
  '/api/tags': { models: [{ name: 'bench-model', model: 'bench-model' }] },
  '/api/show': { capabilities: ['completion', 'tools', 'thinking'], details: {}, model_info: {} },
  '/v1/models': { object: 'list', data: [{ id: 'bench-model', object: 'model' }] },
};

let scenario;
let prepared;
let writer;
/** Connections of streams that stay open. */
const held = new Set();

function use(changes) {
  scenario = { ...defaultScenario, ...changes };
  prepared = new Map(Object.entries(wires).map(([path, wire]) => [path, prepare(wire, scenario)]));
  writer?.stop();
  writer = createStreamWriter(scenario.interval);
}

/** Characters that a whole stream, and a plain answer, bring to a user. */
function sent() {
  const { reasoning, text, toolFragments, answerTokens } = scenario;
  return {
    text: words(text).join('').length,
    reasoning: words(reasoning).join('').length,
    toolArguments: toolFragments === 0 ? 0 : argumentFragments(toolFragments).join('').length,
    answer: words(answerTokens).join('').length,
  };
}

function answer(socket, { method, path, body }) {
  const [pathname] = path.split('?');
  const ready = prepared.get(pathname);
  if (method !== 'POST' || ready === undefined) return answerOther(socket, pathname);
  const send = () => {
    if (!wires[pathname].streams(body)) return socket.write(ready.plain);
    if (scenario.hold) held.add(socket);
    writer.start(socket, ready.writes);
  };
  if (scenario.latency === 0) send();
  else setTimeout(send, scenario.latency);
}

function answerOther(socket, pathname) {
  const found = others[pathname];
  if (found === undefined)
    console.error(`The fake server was asked for ${pathname}, which it does not have.`);
  const text = JSON.stringify(found ?? { error: { message: `no ${pathname} here` } });
  const status = found === undefined ? '404 Not Found' : '200 OK';
  const head = `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n`;
  socket.write(head + text);
}

const server = createServer({ noDelay: true }, (socket) => {
  socket.on(
    'data',
    createRequestReader((request) => answer(socket, request)),
  );
  // A reset in place of a close leaves no port waiting, of which there are fewer than streams in a run.
  socket.on('end', () => socket.resetAndDestroy());
  socket.on('error', () => socket.destroy());
  socket.on('close', () => held.delete(socket));
});

const { values } = parseArgs({ options: { port: { type: 'string' }, scenario: { type: 'string' } } });
use(JSON.parse(values.scenario ?? '{}'));
server.listen({ port: Number(values.port ?? 0), host: '127.0.0.1', backlog: 4096 }, () => {
  const { port } = server.address();
  if (process.send === undefined)
    console.log(`The fake server is at http://127.0.0.1:${port}; it sends`, sent());
  else process.send({ port });
});

/** How many streams are held, as soon as none is: what clients have closed takes a moment to arrive. */
async function countHeld() {
  for (let waited = 0; held.size > 0 && waited < 5_000; waited += 10) await sleep(10);
  return held.size;
}

process.on('message', async (message) => {
  if (message.scenario !== undefined) {
    use(message.scenario);
    process.send({ ready: true, sent: sent() });
  } else if (message.held) {
    process.send({ held: await countHeld() });
  }
});
process.on('disconnect', () => process.exit());
