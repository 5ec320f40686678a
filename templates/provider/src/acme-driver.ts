import type { DriverContext, ProviderDriver } from '@modelport/core';
import { asRecord, asText, readAnswer } from '@modelport/provider-utils';
import { SseDecoder } from './answer-decoder.js';
import { createConnection, wrongShape } from './connection.js';
import { AnswerReader } from './from-wire.js';
import type { AcmeOptions } from './options.js';
import { toChatBody } from './to-wire.js';

/**
 * Creates a driver for Acme: one exchange per call. Core adds validation, retries, timers, abort and the collected answer;
 * as there is no `chat`, it collects the stream for it. As there is no `checkHealth`, it lists the models for it.
 */
export function createAcmeDriver(options: AcmeOptions, context: DriverContext): ProviderDriver {
  // Core has put in the default.
  const baseUrl = options.baseUrl as string;
  const connection = createConnection(baseUrl, context);
  return {
    baseUrl,
    stream: (request, call) =>
      readAnswer(async () => {
        const body = toChatBody(request, call);
        const response = await connection.send('chat/completions', call, body);
        const reader = new AnswerReader({
          includeRaw: request.includeRaw === true,
          warn: call.warn,
          toError: (failed) => connection.toError(failed, call, response),
        });
        return { response, decoder: new SseDecoder(reader) };
      }),
    async listModels(call) {
      const { data } = await connection.json('models', call);
      if (!Array.isArray(data)) throw wrongShape('list of models');
      return data.flatMap((model) => {
        const id = asText(asRecord(model)?.['id']);
        return id === undefined ? [] : [{ id }];
      });
    },
  };
}
