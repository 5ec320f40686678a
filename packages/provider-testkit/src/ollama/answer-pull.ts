import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FakeOllamaModel, parseOllamaName } from './fake-ollama-model.js';
import { goJson } from './go-json.js';
import { digestOf, type ModelStore } from './model-store.js';
import { OllamaRefusal, refuseBadRequest } from './ollama-refusal.js';
import { NDJSON, sendJson } from './send.js';

type Json = Record<string, unknown>;

/** A model that can be pulled. */
export interface FakeOllamaPull {
  /** What the fake has after the pull. */
  model: FakeOllamaModel;
  /** The sizes of its layers in bytes. Default: a large and a small one. */
  layers?: readonly number[] | undefined;
  /** An error that ends the pull after the layers began to arrive. Default: none. */
  error?: string | undefined;
  /** Milliseconds between the lines. Default: 0. */
  lineDelay?: number | undefined;
}

/**
 * Answers `/api/pull`: progress of all layers in turn, then the model is there. What is not among `pulls` ends with
 * an error line, still with status 200.
 *
 * @throws OllamaRefusal for what the real server refuses before the stream
 */
export async function answerPull(
  body: Json,
  pulls: readonly FakeOllamaPull[],
  models: ModelStore,
  response: ServerResponse,
): Promise<void> {
  const name = parseOllamaName(String(body['model'] ?? body['name'] ?? ''));
  if (name === undefined) refuseBadRequest('invalid model name');
  const pull = pulls.find(({ model }) => parseOllamaName(model.name)?.full === name.full);
  const error = pull === undefined ? 'pull model manifest: file does not exist' : pull.error;
  if (body['stream'] === false) {
    if (error !== undefined) throw new OllamaRefusal(500, error);
  } else {
    const sent = await sendProgress(pull, error, response);
    if (!sent) return;
  }
  if (pull !== undefined && error === undefined) models.add(pull.model);
  if (body['stream'] === false) return sendJson(response, 200, { status: 'success' });
  response.end();
}

/** Sends the lines; false if the client left before their end. */
async function sendProgress(
  pull: FakeOllamaPull | undefined,
  error: string | undefined,
  response: ServerResponse,
): Promise<boolean> {
  const layers = pull === undefined ? [] : (pull.layers ?? [1_542_240, 488]);
  const lines: Json[] = [{ status: 'pulling manifest' }, ...progress(layers)];
  if (error !== undefined) lines.push({ error });
  else {
    const endings = ['verifying sha256 digest', 'writing manifest', 'success'];
    lines.push(...endings.map((status) => ({ status })));
  }
  response.writeHead(200, { 'content-type': NDJSON });
  for (const line of lines) {
    if (response.destroyed) return false;
    response.write(`${goJson(line)}\n`);
    if (pull?.lineDelay) await sleep(pull.lineDelay);
  }
  return true;
}

/** First without `completed` (which is left out at 0), then half, then all of each layer. */
function progress(layers: readonly number[]): Json[] {
  return [0, 0.5, 1].flatMap((share) =>
    layers.map((total, index) => {
      const hash = digestOf(`layer ${index}`);
      const completed = Math.trunc(total * share);
      const status = `pulling ${hash.slice(0, 12)}`;
      return { status, digest: `sha256:${hash}`, total, ...(completed === 0 ? {} : { completed }) };
    }),
  );
}
