import {
  type CallContext,
  type ChatEvent,
  type DriverRequest,
  type ProviderDriver,
  ProviderError,
} from '@modelport/core';
import { builtInModel } from './built-in-model.js';
import { embedText } from './embed-text.js';
import { backendStyle } from './flavour.js';
import type { MockOptions } from './mock-options.js';
import { createMockScript, type MockScript } from './mock-script.js';
import { pause } from './pause.js';
import {
  closingEvents,
  contentEvents,
  hasContent,
  type ReplyContext,
  scriptedError,
} from './reply-events.js';
import { requestText } from './request-text.js';
import { countWords } from './split-text.js';

const defaultModel = 'mock';
const defaultDimensions = 8;

/**
 * Plays a script, or the built-in model where none is given.
 * @throws ProviderError `SETTING_INVALID` for a reply that cannot be played, or a script beside replies.
 */
export function createMockDriver(options: MockOptions): ProviderDriver {
  const script = scriptOf(options);
  const { latencyMs = 0, deltaMs = 0, chunkSize, flavour } = options;
  const models = options.models ?? [options.model ?? defaultModel];
  const style = backendStyle(flavour);
  let received = 0;

  async function* stream(request: DriverRequest, call: CallContext): AsyncGenerator<readonly ChatEvent[]> {
    const number = ++received;
    const model = chooseModel(request.model, options);
    const answer = await script.answer(request);
    const context: ReplyContext = { request, number, model, style, flavour, chunkSize };
    await pause(answer.delayMs ?? latencyMs, call.signal);
    if (hasContent(answer) || !(answer.stall || answer.error)) {
      for (const event of contentEvents(answer, context)) {
        if (event.type !== 'start') await pause(deltaMs, call.signal);
        yield [event];
      }
    }
    if (answer.stall) await pause(Infinity, call.signal);
    if (answer.error) throw scriptedError(answer.error, context, hasContent(answer));
    yield closingEvents(answer, context);
  }

  return {
    stream,
    listModels: async () => models.map((id) => ({ id, loaded: true })),
    checkHealth: async () => ({ reachable: true, hasModel: true, modelId: models[0] }),
    countTokens: async (request) => countWords(requestText(request)),
    embed: async ({ input, dimensions = defaultDimensions, model }) => {
      const inputTokens = input.reduce((total, text) => total + countWords(text), 0);
      return {
        embeddings: input.map((text) => embedText(text, dimensions)),
        usage: { inputTokens, totalTokens: inputTokens },
        model: chooseModel(model, options),
      };
    },
  };
}

function scriptOf({ script, replies, onExhausted }: MockOptions): MockScript {
  if (script === undefined) return createMockScript(replies ?? builtInModel, { onExhausted });
  if (typeof script.answer !== 'function') {
    throw new ProviderError({
      code: 'SETTING_INVALID',
      setting: 'script',
      message: 'The option "script" must be made with createMockScript(replies).',
    });
  }
  if (replies === undefined && onExhausted === undefined) return script;
  throw new ProviderError({
    code: 'SETTING_INVALID',
    setting: 'script',
    message: 'Give the mock either "script", or "replies" with "onExhausted": a script already has both.',
  });
}

function chooseModel(asked: string | undefined, options: MockOptions): string {
  const model = asked ?? options.model ?? options.models?.[0] ?? defaultModel;
  if (!options.models || options.models.includes(model)) return model;
  throw new ProviderError({
    code: 'MODEL_NOT_FOUND',
    status: 404,
    candidates: options.models,
    message: `The mock has no model "${model}". It has ${options.models.join(', ')}.`,
  });
}
