import assert from 'node:assert/strict';
import type { ChatRequest, ChatResponse, ErrorCode, ProviderError } from '@modelport/core';
import type { CaseContext, ConformanceCase } from '@modelport/provider-testkit';

type Json = Readonly<Record<string, unknown>>;

/** A case about what is sent. */
export interface BodyCase extends Pick<ConformanceCase, 'id' | 'title' | 'reason' | 'requires'> {
  readonly request: ChatRequest;
  /** Options of the provider. */
  readonly options?: Json;
  /** Fields of the body beside `model`, `messages`, `stream` and `truncate`. */
  readonly body: Json;
  /** The settings of which the answer's warnings tell. Default: none. */
  readonly warnings?: readonly string[];
}

/** Makes a case that compares the whole body but its messages. */
export function bodyCase({ request, options, body, warnings = [], ...rest }: BodyCase): ConformanceCase {
  return {
    requires: ['wire'],
    ...rest,
    async run(t) {
      const { sent, response } = await send(t, request, options);
      const { messages: _messages, ...others } = sent;
      const usual = { model: t.model, stream: false, truncate: false };
      assert.deepEqual(others, { ...usual, ...body });
      assert.deepEqual(
        response.warnings.map(({ setting }) => setting),
        warnings,
      );
    },
  };
}

/** Sends a chat request, and gives the body that reached the server. */
export async function send(
  t: CaseContext,
  request: ChatRequest,
  options: Json = {},
): Promise<{ sent: Readonly<Record<string, unknown>>; response: ChatResponse }> {
  const response = await t.provider(options).chat(request);
  return { sent: t.backend.requestsFor('chat').at(-1)?.body as Json, response };
}

/** Makes a case of a request that is refused before anything is sent. */
export function refusalCase({
  request,
  code = 'REQUEST_INVALID',
  setting,
  says,
  ...rest
}: Pick<ConformanceCase, 'id' | 'title' | 'reason'> & {
  readonly request: ChatRequest;
  readonly code?: ErrorCode;
  readonly setting: string;
  /** What the message must say. */
  readonly says: RegExp;
}): ConformanceCase {
  return {
    ...rest,
    requires: ['wire'],
    async run(t) {
      await assert.rejects(t.provider().chat(request), (error: ProviderError) => {
        assert.deepEqual([error.code, error.setting], [code, setting]);
        assert.match(error.message, says);
        return true;
      });
      assert.equal(t.backend.requests.length, 0, 'Something was sent.');
    },
  };
}
