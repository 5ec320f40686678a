import { type CallContext, ProviderError } from '@modelport/core';
import type { ModelChoice } from './extras.js';
import {
  change,
  chosenModel,
  findModel,
  type RouterEvent,
  type RouterModelStatus,
  watchRouter,
} from './router.js';
import type { LlamaServer } from './server.js';

/** How far a router has come with loading a model. The last one has the status `loaded`, or `sleeping` where it was so. */
export interface LoadProgress {
  readonly model: string;
  readonly status: RouterModelStatus;
  /** 0 to 1, where the router tells. */
  readonly progress?: number;
}

/** Milliseconds without an event after which the router is asked how the model is. */
const askAfter = 500;

/**
 * Has a router load a model and tells how far it is, twice a second at least, so that no idle timer cuts a long load.
 * Progress comes from the router's events; how it ended is asked for, because an event may be missed or be an old one.
 * @throws ProviderError `MODEL_NOT_FOUND`, `BACKEND_ERROR` where it cannot be loaded, `NOT_SUPPORTED` for a server of one model.
 */
export async function* loadModel(
  server: LlamaServer,
  choice: ModelChoice | undefined,
  call: CallContext,
): AsyncGenerator<LoadProgress> {
  const { id } = await chosenModel('loadModel', server, choice, call);
  const watching = new AbortController();
  const signal = AbortSignal.any([call.signal as AbortSignal, watching.signal]);
  const events = watchRouter(server, { ...call, signal });
  // Its request is on its way before the load is asked for.
  let next = nextEvent(events, id);
  try {
    await change(server, 'load', id, call);
    for (;;) {
      const event = await within(next, askAfter);
      call.signal.throwIfAborted();
      if (event) next = nextEvent(events, id);
      const told = event?.status === 'loading' ? event : await findModel(server, id, call);
      // A router that took the request has the model as loading at once.
      if (told.status === 'unloaded') throw notLoaded(id, told.exitCode);
      const { status = 'loading', progress } = told;
      yield { model: id, status, ...(progress !== undefined && { progress }) };
      if (status === 'loaded' || status === 'sleeping') return;
    }
  } finally {
    watching.abort();
  }
}

/** The next event of a model. None ever comes where the router tells of no more, as builds without events do. */
async function nextEvent(events: AsyncIterator<RouterEvent>, model: string): Promise<RouterEvent> {
  try {
    for (;;) {
      const { done, value } = await events.next();
      if (done) break;
      if (value.model === model) return value;
    }
  } catch {
    // How the model is will be asked for.
  }
  return new Promise(() => {});
}

/** What a promise gives, or nothing after so many milliseconds. */
async function within<Result>(promise: Promise<Result>, milliseconds: number): Promise<Result | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function notLoaded(model: string, exitCode: number | undefined): ProviderError {
  const ended = exitCode === undefined ? '' : ` Its process ended with code ${exitCode}.`;
  return new ProviderError({
    code: 'BACKEND_ERROR',
    retryable: false,
    message: `The router could not load the model "${model}".${ended} llama-server's log says why.`,
  });
}
