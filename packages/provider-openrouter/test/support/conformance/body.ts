import assert from 'node:assert/strict';
import type { ChatRequest, ErrorCode, ProviderError } from '@modelport/core';
import type { CaseContext, ConformanceCase } from '@modelport/provider-testkit';
import type { OpenRouterRequestOptions } from '../../../src/request-options.js';

type Json = Readonly<Record<string, unknown>>;
type Words = Pick<ConformanceCase, 'id' | 'title' | 'reason'>;

/** A case about the body of a chat request. */
export interface BodyCase extends Words {
  readonly request?: Omit<ChatRequest, 'messages'>;
  /** Request options of this provider. */
  readonly own?: OpenRouterRequestOptions;
  /** Options of the provider. */
  readonly options?: Json;
  /** Fields of the body beside `model` and `messages`. */
  readonly body: Json;
}

/** Makes a case that compares the whole body but its messages. */
export function bodyCase({ request, own, options, body, ...words }: BodyCase): ConformanceCase {
  return {
    ...words,
    requires: ['wire'],
    async run(t) {
      const sent = await send(t, { messages: 'Hi', ...request, ...optionsOf(own) }, options);
      const { messages: _messages, ...others } = sent;
      assert.deepEqual(others, { model: t.model, ...body });
    },
  };
}

/** Makes a case of request options that are refused before anything is sent. */
export function refusalCase({
  own,
  request,
  setting,
  says,
  code = 'REQUEST_INVALID',
  ...words
}: Words & {
  readonly own: Json;
  readonly request?: Omit<ChatRequest, 'messages'>;
  /** Below `providerOptions.openrouter`. */
  readonly setting: string;
  /** What the message must say. */
  readonly says: RegExp;
  readonly code?: ErrorCode;
}): ConformanceCase {
  return {
    ...words,
    requires: ['wire'],
    async run(t) {
      const asked = { messages: 'Hi', ...request, ...optionsOf(own) };
      await assert.rejects(t.provider().chat(asked), (error: ProviderError) => {
        assert.deepEqual([error.code, error.setting], [code, `providerOptions.openrouter.${setting}`]);
        assert.match(error.message, says);
        return true;
      });
      assert.equal(t.backend.requests.length, 0, 'Something was sent.');
    },
  };
}

/** Sends a chat request, and gives the body that reached the server. */
export async function send(t: CaseContext, request: ChatRequest, options: Json = {}): Promise<Json> {
  await t.provider(options).chat(request);
  return t.backend.requestsFor('chat').at(-1)?.body as Json;
}

function optionsOf(own: object | undefined): Pick<ChatRequest, 'providerOptions'> {
  return own === undefined ? {} : { providerOptions: { openrouter: own } };
}
