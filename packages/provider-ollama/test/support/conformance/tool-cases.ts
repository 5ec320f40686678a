import assert from 'node:assert/strict';
import type { ChatRequest, Tool } from '@modelport/core';
import type { ConformanceCase } from '@modelport/provider-testkit';
import { send } from './body.js';

type Json = Readonly<Record<string, unknown>>;

const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const weather: Tool = { name: 'weather', description: 'Tells the weather.', parameters: city };
const clock: Tool = { name: 'clock' };
const nothing = { type: 'object', properties: {} };
const wireTools = [
  { type: 'function', function: { name: 'weather', description: 'Tells the weather.', parameters: city } },
  { type: 'function', function: { name: 'clock', parameters: nothing } },
];

function callOf(name: string, parameters: Json): Json {
  return {
    type: 'object',
    properties: { name: { type: 'string', enum: [name] }, parameters },
    required: ['name', 'parameters'],
    additionalProperties: false,
  };
}

/** How tools are offered, and how a call is forced by a schema. */
export const toolCases: readonly ConformanceCase[] = [
  toolCase({
    id: 'ollama-tools/auto',
    title: 'tools are offered with what Ollama knows of them',
    reason: 'The wire has no tool choice, and no tool without properties.',
    request: { toolChoice: 'auto' },
    tools: wireTools,
  }),
  toolCase({
    id: 'ollama-tools/own-data',
    title: 'data of a tool goes along with it',
    reason: 'Contract, `ProviderData`: drivers merge an object into what they send for that tool.',
    request: { tools: [{ ...clock, providerData: { type: 'ollama', data: { items: 1 } } }] },
    tools: [{ ...wireTools[1], items: 1 }],
  }),
  toolCase({
    id: 'ollama-tools/none',
    title: 'where no tool may be called, none is offered',
    reason: 'The wire has no tool choice: a model that sees tools may call them.',
    request: { toolChoice: 'none' },
    tools: undefined,
  }),
  toolCase({
    id: 'ollama-tools/none-not-parallel',
    title: 'where no tool may be called, parallelToolCalls needs no warning',
    reason: 'A warning that changes nothing for the user is noise.',
    request: { toolChoice: 'none', parallelToolCalls: false },
    tools: undefined,
  }),
  toolCase({
    id: 'ollama-tools/empty-list',
    title: 'an empty list of tools is left out',
    reason: 'Some templates tell the model of tools as soon as there is a list.',
    request: { tools: [], parallelToolCalls: false },
    tools: undefined,
  }),
  toolCase({
    id: 'ollama-tools/not-parallel',
    title: 'that calls cannot be kept to one is told by a warning',
    reason: 'Contract, `Capability`: what is dropped is dropped with a warning.',
    request: { parallelToolCalls: false },
    tools: wireTools,
    warnings: [
      'parallelToolCalls: The model decides how many tools it calls at once: parallelToolCalls was ignored.',
    ],
  }),
  toolCase({
    id: 'ollama-tools/parallel',
    title: 'that several calls are welcome needs no warning',
    reason: 'It is what Ollama does.',
    request: { parallelToolCalls: true },
    tools: wireTools,
  }),
  toolCase({
    id: 'ollama-tools/required',
    title: 'a required call is asked for as JSON in the form of a call to any tool',
    reason: 'Definition: toolChoice is declared true, and the wire has none.',
    request: { toolChoice: 'required', parallelToolCalls: false },
    tools: wireTools,
    format: { anyOf: [callOf('weather', city), callOf('clock', nothing)] },
  }),
  toolCase({
    id: 'ollama-tools/required-of-one',
    title: 'a required call of the only tool has its schema alone',
    reason: 'A choice of one is a rule that some grammars do not take.',
    request: { toolChoice: 'required', tools: [weather] },
    tools: wireTools.slice(0, 1),
    format: callOf('weather', city),
  }),
  toolCase({
    id: 'ollama-tools/named',
    title: 'a named tool is asked for as JSON in the form of its call',
    reason: 'Definition: toolChoice is declared true, and the wire has none.',
    request: { toolChoice: { name: 'clock' } },
    tools: wireTools,
    format: callOf('clock', nothing),
  }),
  toolCase({
    id: 'ollama-tools/forced-in-a-form',
    title: 'a form for the text beside a forced call is left out with a warning',
    reason: 'The answer has no text, so the form of the call wins.',
    request: { toolChoice: { name: 'clock' }, responseFormat: { type: 'json' } },
    tools: wireTools,
    format: callOf('clock', nothing),
    warnings: [
      'responseFormat: The answer must be a tool call, so there is no text to give a form: responseFormat was ignored.',
    ],
  }),
  toolCase({
    id: 'ollama-tools/forced-in-text',
    title: 'a forced call beside the form "text" is no contradiction',
    reason: 'Text is the default, so nothing is ignored.',
    request: { toolChoice: { name: 'clock' }, responseFormat: { type: 'text' } },
    tools: wireTools,
    format: callOf('clock', nothing),
  }),
];

function toolCase({
  request,
  tools,
  format,
  warnings = [],
  ...rest
}: Pick<ConformanceCase, 'id' | 'title' | 'reason'> & {
  readonly request: Partial<ChatRequest>;
  readonly tools: readonly Json[] | undefined;
  readonly format?: Json;
  readonly warnings?: readonly string[];
}): ConformanceCase {
  return {
    ...rest,
    requires: ['wire'],
    async run(t) {
      t.answer({ parts: [{ text: '{}' }] });
      const { sent, response } = await send(t, { messages: 'Hi', tools: [weather, clock], ...request });
      assert.deepEqual([sent['tools'], sent['format']], [tools, format]);
      assert.deepEqual(
        response.warnings.map(({ code, setting, message }) => {
          assert.equal(code, 'unsupported-setting');
          return `${setting}: ${message}`;
        }),
        warnings,
      );
    },
  };
}
