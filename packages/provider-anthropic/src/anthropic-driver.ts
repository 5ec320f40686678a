import type {
  CallContext,
  ChatEvent,
  DriverContext,
  DriverModel,
  DriverRequest,
  ProviderDriver,
} from '@modelport/core';
import { asCount, asRecord, readAnswer } from '@modelport/provider-utils';
import { MessagesDecoder } from './answer-decoder.js';
import { Connection } from './connection.js';
import { listModels } from './models.js';
import { type AnthropicOptions, defaultMaxTokens } from './options.js';
import { readRateLimit } from './rate-limit.js';
import { readRequestOptions, type WireOptions } from './request-options.js';
import { toCountRequest, toWireRequest } from './to-wire.js';
import type { WireRequest } from './wire.js';

/**
 * The driver of the type `anthropic`. It always streams: Anthropic advises against long plain answers, which networks break
 * off while nothing is sent. https://platform.claude.com/docs/en/api/errors#long-requests
 */
export interface AnthropicDriver extends ProviderDriver {
  listModels(call: CallContext): Promise<readonly DriverModel[]>;
  countTokens(request: DriverRequest, call: CallContext): Promise<number>;
}

/** Makes the driver. @throws ProviderError `SETTING_INVALID` for a `baseUrl` that is none. */
export function createAnthropicDriver(options: AnthropicOptions, context: DriverContext): AnthropicDriver {
  return new MessagesDriver(options, context);
}

class MessagesDriver implements AnthropicDriver {
  readonly baseUrl: string;
  readonly #connection: Connection;
  readonly #type: string;
  readonly #maxTokens: number;

  constructor(options: AnthropicOptions, context: DriverContext) {
    const { baseUrl, agent, maxTokens = defaultMaxTokens } = options;
    this.#connection = new Connection(baseUrl, { fetch: context.fetch, agent });
    this.baseUrl = this.#connection.baseUrl;
    this.#type = context.type;
    this.#maxTokens = maxTokens;
  }

  stream(request: DriverRequest, call: CallContext): AsyncIterable<readonly ChatEvent[]> {
    return readAnswer(async () => {
      const options = readRequestOptions(request.providerOptions);
      const body = this.#toWire(request, options, call);
      const response = await this.#connection.open({ path: 'messages', body, betas: options.betas }, call);
      const decoder = new MessagesDecoder({
        type: this.#type,
        includeRaw: request.includeRaw,
        rateLimit: readRateLimit(response.headers),
        response,
        serverName: this.#connection.serverName,
        call,
      });
      return { response, decoder };
    });
  }

  listModels(call: CallContext): Promise<readonly DriverModel[]> {
    return listModels(this.#connection, call);
  }

  async countTokens(request: DriverRequest, call: CallContext): Promise<number> {
    const options = readRequestOptions(request.providerOptions);
    const body = toCountRequest(this.#toWire(request, options, call), request.extraBody);
    const answer = await this.#connection.json(
      { path: 'messages/count_tokens', body, betas: options.betas },
      call,
    );
    const count = asCount(asRecord(answer)?.['input_tokens']);
    if (count === undefined) throw this.#connection.unexpected('a count of tokens');
    return count;
  }

  #toWire(request: DriverRequest, options: WireOptions, call: CallContext): WireRequest {
    return toWireRequest(request, {
      maxTokens: this.#maxTokens,
      options,
      warn: (warning) => call.warn(warning),
    });
  }
}
