import assert from 'node:assert/strict';
import { type ChatEvent, type ChatResponse, type OpenOptions, ProviderError } from '@modelport/core';
import { DONE_FRAME, type Json, sseFrame } from '../../openai/chat-wire.js';
import { streamSteps } from '../backend.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { eventsOf } from '../events-of.js';

/** A case about what one of those who imitate OpenAI sends: the same over every transport, so it is run once. */
export type OddCase = Pick<ConformanceCase, 'id' | 'title' | 'reason' | 'faults' | 'run'> &
  Pick<ConformanceCase, 'requires'>;

/** Completes odd cases. */
export function oddCases(cases: readonly OddCase[]): readonly ConformanceCase[] {
  return cases.map((one) => ({ ...one, requires: ['wire', ...(one.requires ?? [])], offline: true }));
}

const envelope = { id: 'chatcmpl-odd', object: 'chat.completion.chunk', created: 1, model: 'odd-model' };

/** An event with a delta of choice 0. */
export function delta(fields: unknown, choice: Json = {}): Json {
  return { ...envelope, choices: [{ index: 0, delta: fields, finish_reason: null, ...choice }] };
}

/** The event in which choice 0 finishes. */
export function finish(reason: string | null = 'stop', more: Json = {}): Json {
  return { ...envelope, choices: [{ index: 0, delta: {}, finish_reason: reason }], ...more };
}

/** An event without choices. */
export function bare(fields: Json): Json {
  return { ...envelope, choices: [], ...fields };
}

/** A piece of a tool call. `name` and `text` may be anything that servers send. */
export function callPiece(place: Json, name?: unknown, text?: unknown): Json {
  const called = { ...(name !== undefined && { name }), ...(text !== undefined && { arguments: text }) };
  return { ...place, function: called };
}

/** What a stream gave. */
export interface OddAnswer {
  readonly events: readonly ChatEvent[];
  readonly response: ChatResponse;
}

/** Has the backend stream events, each in one of its own, with an end marker behind them, and reads the answer. */
export async function readEvents(
  t: CaseContext,
  events: readonly (Json | string)[],
  options: OpenOptions = {},
): Promise<OddAnswer> {
  return readFrames(t, [...events.map(sseFrame), DONE_FRAME], options);
}

/** The same with frames as they are, and no end marker. */
export async function readFrames(
  t: CaseContext,
  frames: readonly string[],
  options: OpenOptions = {},
): Promise<OddAnswer> {
  t.backend.reply('chat', streamSteps(t.wire, frames));
  const stream = t.provider(options).stream('Hi');
  const events = await eventsOf(stream);
  for (const event of events) assert.equal(typeof event.type, 'string', `${event} is no event.`);
  return { events, response: await stream.response };
}

/** Has the backend give a plain answer with this message, and reads it. */
export async function readMessage(t: CaseContext, message: Json, more: Json = {}): Promise<ChatResponse> {
  const choices = [{ index: 0, message, finish_reason: 'stop' }];
  return readWhole(t, {
    id: 'chatcmpl-odd',
    object: 'chat.completion',
    model: 'odd-model',
    choices,
    ...more,
  });
}

/** Has the backend answer a plain chat with this body, and reads it. */
export async function readWhole(t: CaseContext, body: unknown): Promise<ChatResponse> {
  t.backend.reply('chat', { body });
  return t.provider().chat('Hi');
}

/** The error in which reading ends. @throws Error where it ends well. */
export async function failureOf(reading: Promise<unknown>): Promise<ProviderError> {
  try {
    await reading;
  } catch (error) {
    return ProviderError.from(error);
  }
  throw new Error('It was read as a good answer, although it is none.');
}
