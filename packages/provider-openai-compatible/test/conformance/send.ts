import assert from 'node:assert/strict';
import type { ChatRequest, OpenOptions, Warning } from '@modelport/core';
import type { CaseContext } from '@modelport/provider-testkit';

/** A JSON object on the wire. */
export type Json = Readonly<Record<string, unknown>>;

/** One call, as both sides saw it. */
export interface Sent {
  /** The body as it came. */
  readonly body: Json;
  readonly headers: Readonly<Record<string, string>>;
  readonly warnings: readonly Warning[];
}

/** Makes a call, plain unless told otherwise, and gives what the backend got. */
export async function send(
  t: CaseContext,
  request: Omit<ChatRequest, 'messages'> & Partial<Pick<ChatRequest, 'messages'>>,
  { stream = false, ...options }: OpenOptions & { readonly stream?: boolean } = {},
): Promise<Sent> {
  const provider = t.provider(options);
  const whole = { messages: 'Hi', ...request };
  const { warnings } = await (stream ? provider.stream(whole).response : provider.chat(whole));
  const received = t.backend.requestsFor('chat').at(-1);
  assert.ok(received, 'No chat request reached the backend.');
  return { body: received.body as Json, headers: received.headers, warnings };
}

/** The body beside what every request has. */
export function fieldsOf({ body }: Sent): Json {
  const { model: _model, messages: _messages, ...fields } = body;
  return fields;
}

/** The messages as they came. */
export function messagesOf({ body }: Sent): readonly Json[] {
  return body['messages'] as readonly Json[];
}

/** Requires one warning about a setting, which says these words, or none at all. */
export function assertWarning(
  { warnings }: Pick<Sent, 'warnings'>,
  expected: { readonly setting: string; readonly says: RegExp; readonly code?: string } | undefined,
): void {
  if (expected === undefined) return assert.deepEqual(warnings, []);
  const { setting, says, code = 'unsupported-setting' } = expected;
  assert.deepEqual(
    warnings.map((warning) => [warning.code, warning.setting]),
    [[code, setting]],
  );
  assert.match(warnings[0]?.message ?? '', says);
}
