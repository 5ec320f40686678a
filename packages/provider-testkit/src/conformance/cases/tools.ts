import assert from 'node:assert/strict';
import { type Answer, textAnswer } from '../answer.js';
import type { ConformanceCase } from '../conformance-case.js';
import { assertSent, exchange } from '../exchange.js';
import { callOf, callsOf, question, resultOf, timeTool, weatherTool } from './support/samples.js';

/** How tools are offered to a model. */
export const toolsCases: readonly ConformanceCase[] = [
  {
    id: 'tools/name-and-description',
    title: 'a tool reaches the backend with its name and description',
    reason: 'The model chooses a tool by what is said of it.',
    requires: ['wire', 'tools'],
    proves: 'tools',
    async run(t) {
      const { chat } = await exchange(t, { messages: 'Weather?', tools: [weatherTool] });
      const { name, description } = weatherTool;
      assert.deepEqual(
        chat.tools?.map((tool) => ({ name: tool.name, description: tool.description })),
        [{ name, description }],
      );
    },
  },
  {
    id: 'tools/schema',
    title: 'the schema of a tool reaches the backend as it is',
    reason: 'Contract, `DriverTool.parameters`: without it the model makes the arguments up.',
    requires: ['wire', 'tools'],
    async run(t) {
      const { chat } = await exchange(t, { messages: 'Weather?', tools: [weatherTool] });
      assert.deepEqual(chat.tools?.[0]?.parameters, weatherTool.parameters);
    },
  },
  {
    id: 'tools/without-parameters',
    title: 'a tool without parameters is offered, too',
    reason: 'Contract, `Tool.parameters`: absent means no arguments.',
    requires: ['wire', 'tools'],
    async run(t) {
      const { chat } = await exchange(t, {
        messages: 'Time?',
        tools: [{ name: 'now', description: 'The time.' }],
      });
      const [tool] = chat.tools ?? [];
      assert.equal(tool?.name, 'now');
      const { type = 'object', properties = {} } = Object(tool.parameters) as Record<string, unknown>;
      assert.deepEqual({ type, properties }, { type: 'object', properties: {} });
    },
  },
  {
    id: 'tools/several',
    title: 'several tools reach the backend in their order',
    reason: 'Contract, `ChatRequest.tools`: functions that the model may call, all of them.',
    requires: ['wire', 'tools'],
    async run(t) {
      const { chat } = await exchange(t, { messages: 'Weather?', tools: [weatherTool, timeTool] });
      assert.deepEqual(
        chat.tools?.map(({ name }) => name),
        [weatherTool.name, timeTool.name],
      );
    },
  },
  {
    id: 'tools/strict',
    title: 'the wish that a schema be followed exactly reaches the backend',
    reason: 'Contract, `Tool.strict`.',
    requires: ['wire', 'tools', 'carries:tool-strict'],
    async run(t) {
      const { chat } = await exchange(t, { messages: 'Time?', tools: [{ ...timeTool, strict: true }] });
      assert.equal(chat.tools?.[0]?.strict, true);
    },
  },
  {
    id: 'tools/choice-none',
    title: 'with the choice none the tools stay in the request, and none may be called',
    reason:
      'Contract, `ChatRequest.toolChoice`: `none` keeps the tools in the request and has the model answer in text.',
    requires: ['wire', 'tools'],
    async run(t) {
      const { chat } = await exchange(t, { messages: 'Hi', tools: [timeTool], toolChoice: 'none' });
      const names = (chat.tools ?? []).map(({ name }) => name);
      if (t.wire.lacks?.includes('tool-choice-none')) {
        assert.deepEqual(names, [], 'Tools that cannot be forbidden must be left out.');
      } else {
        assert.deepEqual([names, chat.toolChoice], [[timeTool.name], 'none']);
      }
    },
  },
  {
    id: 'tools/none-after-results',
    title: 'behind tool results the choice none gives a streamed answer in text',
    reason: 'The last step of a tool loop: the model must sum up, and no silent turn may come of it.',
    requires: ['wire', 'tools'],
    async run(t) {
      t.answer(textAnswer(['Sun', 'ny.']));
      const { text } = await t.provider().stream({
        messages: [question, callsOf(callOf('call_1', 'Paris')), resultOf('call_1', 'sun')],
        ...{ tools: [weatherTool], toolChoice: 'none' },
      }).response;
      const [chat] = t.backend.chats;
      const isKept = chat?.tools?.length === 1 && chat.toolChoice === 'none';
      assert.ok(isKept || t.wire.lacks?.includes('tool-choice-none'), 'The tools must stay in the request.');
      assert.equal(text, 'Sunny.');
    },
  },
  {
    id: 'tools/choice-required',
    title: 'the choice required reaches the backend',
    reason: 'Contract, `ChatRequest.toolChoice`: a program that needs a call must get one.',
    requires: ['wire', 'tools', 'toolChoice'],
    proves: 'toolChoice',
    async run(t) {
      t.answer(callAnswer);
      const { chat } = await exchange(t, {
        messages: 'Time?',
        ...{ tools: [weatherTool, timeTool], toolChoice: 'required' },
      });
      assert.equal(chat.toolChoice, 'required');
    },
  },
  {
    id: 'tools/choice-named',
    title: 'the choice of one tool reaches the backend',
    reason: 'Contract, `ChatRequest.toolChoice`: which tool the model calls.',
    requires: ['wire', 'tools', 'toolChoice'],
    async run(t) {
      t.answer(callAnswer);
      const toolChoice = { name: timeTool.name };
      const { chat } = await exchange(t, { messages: 'Time?', tools: [weatherTool, timeTool], toolChoice });
      // Where a backend knows no names, one tool alone that must be called comes to the same.
      const isAlone = chat.toolChoice === 'required' && chat.tools?.length === 1;
      assert.deepEqual(isAlone ? { name: chat.tools?.[0]?.name } : chat.toolChoice, toolChoice);
    },
  },
  {
    id: 'tools/parallel',
    title: 'whether several tools may be called at once reaches the backend',
    reason:
      'Contract, `ChatRequest.parallelToolCalls`; where it is known not to work it is dropped with a warning.',
    requires: ['wire', 'tools', 'parallelToolCalls'],
    proves: 'parallelToolCalls',
    async run(t) {
      const ask = (parallelToolCalls: boolean) =>
        exchange(t, { messages: 'Weather?', tools: [weatherTool], parallelToolCalls });
      assertSent(t, await ask(false), 'parallelToolCalls', false);
      const { chat } = await ask(true);
      assert.notEqual(chat.parallelToolCalls, false, 'Several calls at once were allowed.');
    },
  },
];

const callAnswer: Answer = {
  parts: [{ toolCall: { id: 'call_1', name: timeTool.name, arguments: '{"city":"Paris"}' } }],
};
