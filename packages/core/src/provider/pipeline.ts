/**
 * All that only a call needs, in one module that is loaded at the first call: a program that imports core, or
 * creates a provider that it never asks, does not pay for it.
 */
export { Call } from '../call/call.js';
export { checkRequest } from '../checks/check-request.js';
export { StreamRun } from '../stream/stream-run.js';
export { checkEmbedRequest, embedAll } from './embed.js';
export { measureHealth } from './health.js';
export { readModels, standIn } from './models.js';
