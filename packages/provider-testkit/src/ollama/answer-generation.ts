import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AnswerContext, answerLines, emptyAnswer, wholeAnswer } from './answer-lines.js';
import { checkAsRunner, checkCapabilities, checkLogprobs, requireModel } from './check-generation.js';
import type { FakeOllamaReply } from './fake-ollama-reply.js';
import { readKeepAlive } from './go-duration.js';
import { goJson } from './go-json.js';
import { DEFAULT_KEEP_ALIVE, type ModelStore } from './model-store.js';
import { OllamaRefusal } from './ollama-refusal.js';
import { fitPrompt } from './prompt.js';
import { NDJSON, sendJson } from './send.js';

type Json = Record<string, unknown>;

/** What the server gives to the answering of one request. */
export interface GenerationServer {
  readonly models: ModelStore;
  readonly legacy: boolean;
  /** Milliseconds that loading a model takes. */
  readonly loadDelay: number;
  /** Whether the server may use models in the cloud. */
  readonly signedIn: boolean;
  /** The next reply of the script; `number` counts them from 1. */
  nextReply(): { readonly reply: FakeOllamaReply; readonly number: number };
}

/**
 * Answers `/api/chat` and `/api/generate`: loads, unloads, streams or answers in one piece.
 *
 * @throws OllamaRefusal for what the real server refuses
 */
export async function answerGeneration(
  kind: AnswerContext['kind'],
  body: Json,
  server: GenerationServer,
  response: ServerResponse,
): Promise<void> {
  const { models, legacy } = server;
  checkLogprobs(body);
  const missing = { status: 404, message: "model '' not found" };
  const model = requireModel(models, body['model'], kind === 'chat' ? undefined : missing);
  const keepAlive = body['keep_alive'] === undefined ? DEFAULT_KEEP_ALIVE : readKeepAlive(body['keep_alive']);
  const empty = kind === 'chat' ? (body['messages'] ?? []) : (body['prompt'] ?? '');
  const isEmpty = (empty as string | unknown[]).length === 0;
  if (isEmpty && keepAlive === 0) {
    models.unload(model);
    return sendJson(response, 200, emptyAnswer(kind, body['model'], 'unload'));
  }
  if (model.remote !== undefined && !server.signedIn) {
    throw new OllamaRefusal(401, 'unauthorized', {
      signin_url: 'https://ollama.com/connect?name=fake&key=ZmFrZQ',
    });
  }
  const options = checkCapabilities(body, model);
  const loaded = models.load(model, options.contextLength, keepAlive);
  if (loaded) await sleep(server.loadDelay);
  if (isEmpty) return sendJson(response, 200, emptyAnswer(kind, body['model'], 'load'));
  const promptTokens = fitPrompt(body, model, models.contextOf(model));
  checkAsRunner(body, model);
  const { reply, number } = server.nextReply();
  const context = { kind, body, model, options, promptTokens, loaded, legacy, number };
  await sleep(reply.delay ?? 0);
  await send(reply, context, response);
}

async function send(reply: FakeOllamaReply, context: AnswerContext, response: ServerResponse): Promise<void> {
  const { error, cutAfter } = reply;
  if (context.body['stream'] === false) {
    if (error !== undefined) throw new OllamaRefusal(error.status ?? 500, error.message);
    if (cutAfter !== undefined) return void response.destroy();
    return sendJson(response, 200, wholeAnswer(reply, context));
  }
  const errorAfter = error === undefined ? Infinity : (error.afterLines ?? 0);
  if (error !== undefined && errorAfter === 0) throw new OllamaRefusal(error.status ?? 500, error.message);
  response.writeHead(200, { 'content-type': NDJSON });
  for (const [index, line] of answerLines(reply, context).entries()) {
    if (response.destroyed) return;
    if (index === cutAfter) return cut(response);
    if (index === errorAfter) break;
    response.write(`${goJson(line)}\n`);
    if (reply.lineDelay) await sleep(reply.lineDelay);
  }
  if (error !== undefined) response.write(`${goJson({ error: error.message })}\n`);
  response.end();
}

/** Closes the connection in the middle, once what was written has gone out. */
function cut(response: ServerResponse): void {
  response.flushHeaders();
  setImmediate(() => response.destroy());
}
