import type { DriverRequest, DriverTool } from '@modelport/core';
import { type ExampleHints, exampleValue } from './example-value.js';
import type { MockAnswer } from './mock-reply.js';
import { lastQuestion, messageText } from './request-text.js';
import { countWords } from './split-text.js';

/**
 * Answers any request usefully without a model: a known question, a call of the tool that the user names, the
 * result of a tool, a value that the schema accepts, else what was asked and how to go on.
 */
export function builtInModel(request: DriverRequest): MockAnswer {
  const question = lastQuestion(request);
  const reasoning = wantsReasoning(request) ? thoughtAbout(question) : undefined;
  if (request.messages.at(-1)?.role === 'tool') return { reasoning, text: reportResults(request) };
  const tool = toolToCall(request, question);
  if (tool) return { reasoning, toolCalls: [{ name: tool.name, arguments: argumentsFor(tool, question) }] };
  if (request.responseFormat?.type === 'json') {
    return {
      reasoning,
      text: JSON.stringify(exampleValue(request.responseFormat.schema ?? anyJson, hintsOf(question))),
    };
  }
  return { reasoning, text: answerTo(question, request) };
}

const anyJson = { type: 'object', required: ['answer'], properties: { answer: { type: 'string' } } };

const introduction =
  'I am the built-in mock model of Modelport. I run inside this program, need no network and no key, and know next to nothing.';

const abilities = `${introduction} This is what I can do:

- stream an answer word by word: ask me to "count to 20"
- call a tool, where tools are given and you name one: "what is the weather in Paris?" calls get_weather
- answer with JSON that fits a schema, where one is asked for
- think aloud, where reasoning is asked for
- tell you how to get a real model: ask "how do I get a real model?"`;

const realModels = `Any of these gives you a real model:

1. llama.cpp on your own machine: llama-server -hf ggml-org/gemma-3-4b-it-GGUF
2. Ollama on your own machine: ollama run qwen3:4b
3. A key of a hosted service in the environment: export OPENAI_API_KEY=... (or OPENROUTER_API_KEY, GROQ_API_KEY)

Then start again: the modelport command finds a running server or a key by itself. In code, import the provider package and give its type: createProvider('llamacpp') or createProvider('openai-compatible', { baseUrl, apiKey, model }).`;

/** The first pattern that matches gives the answer. */
const known: readonly (readonly [pattern: RegExp, answer: string])[] = [
  [/\b(real|better|actual|other|local) (llm|model|ai)s?\b|\bllama|\bollama\b|\b(api )?keys?\b/i, realModels],
  [/^\W*help\b|\bwhat can you do\b|\bwhat do you (do|know)\b/i, abilities],
  [
    /\b(who|what) are you\b|\bare you (real|an? (ai|llm|model|mock))\b/i,
    `${introduction} Ask me for "help" to see what I can do.`,
  ],
  [
    /^\W*(hi|hello|hey|hallo|good (morning|day|evening))\b/i,
    `Hello! ${introduction} Ask me for "help" to see what I can do.`,
  ],
  [/^\W*ping\W*$/i, 'pong'],
  [/^\W*(thanks|thank you)\b/i, 'You are welcome.'],
];

const longestCount = 1000;

function answerTo(question: string, request: DriverRequest): string {
  const count = /\bcount (?:up )?to (\d+)/i.exec(question)?.[1];
  if (count !== undefined) return countTo(Math.min(Number(count), longestCount));
  const match = known.find(([pattern]) => pattern.test(question));
  if (match) return match[1];
  const said = question === '' ? 'You sent no text' : `You said: "${shorten(question)}"`;
  return `${said}${mediaIn(request)}. ${introduction} Ask me for "help", or "how do I get a real model?".`;
}

function countTo(last: number): string {
  return Array.from({ length: last }, (_, index) => index + 1).join(' ') || '0';
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200).trimEnd()}…` : line;
}

function mediaIn({ messages }: DriverRequest): string {
  const message = messages.findLast(({ role }) => role === 'user');
  const count = message?.role === 'user' ? message.content.filter(({ type }) => type !== 'text').length : 0;
  return count === 0 ? '' : ` with ${count} attached ${count === 1 ? 'file' : 'files'}, which I cannot see`;
}

function wantsReasoning({ reasoning }: DriverRequest): boolean {
  if (reasoning === undefined) return false;
  return 'effort' in reasoning ? reasoning.effort !== 'none' : reasoning.enabled;
}

function thoughtAbout(question: string): string {
  const words = countWords(question);
  return `The question has ${words} ${words === 1 ? 'word' : 'words'}. I look whether I know it, and answer in plain words.`;
}

function reportResults({ messages }: DriverRequest): string {
  const last = messages.findLastIndex(({ role }) => role !== 'tool');
  const reports = messages.slice(last + 1).map((message) => {
    if (message.role !== 'tool') return '';
    const tool = message.toolName ? `The tool ${message.toolName}` : 'The tool';
    return `${tool} ${message.isError ? 'failed' : 'answered'}: ${shorten(messageText(message))}`;
  });
  return reports.join('\n');
}

/** The tool that the request demands, or the one whose name the user's words contain. */
function toolToCall(
  { tools = [], toolChoice = 'auto' }: DriverRequest,
  question: string,
): DriverTool | undefined {
  if (toolChoice === 'none') return undefined;
  if (typeof toolChoice === 'object') return tools.find(({ name }) => name === toolChoice.name);
  const words: readonly string[] = question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const named = tools.find(({ name }) => nameWords(name).some((word) => words.includes(word)));
  return named ?? (toolChoice === 'required' ? tools[0] : undefined);
}

const verbs = new Set(['get', 'set', 'do', 'run', 'the', 'a', 'of', 'to', 'in', 'for', 'is', 'my', 'tool']);

function nameWords(name: string): readonly string[] {
  const words = name.split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u).map((word) => word.toLowerCase());
  const telling = words.filter((word) => word !== '' && !verbs.has(word));
  return telling.length > 0 ? telling : [name.toLowerCase()];
}

function argumentsFor(tool: DriverTool, question: string): Record<string, unknown> {
  return exampleValue(tool.parameters, hintsOf(question)) as Record<string, unknown>;
}

/** What the user names: a quoted text, else the last capitalised word that does not begin the question; its numbers. */
function hintsOf(question: string): ExampleHints {
  const quoted = /["“]([^"”]+)["”]/.exec(question)?.[1];
  const capitalised = question.match(/(?<=\S\s+)\p{Lu}[\p{L}\p{N}-]+/gu)?.at(-1);
  const numbers = question.match(/(?<![\w.])-?\d+(\.\d+)?/g)?.map(Number);
  return { text: quoted ?? capitalised, numbers };
}
