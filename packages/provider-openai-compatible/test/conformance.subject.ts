import type { AnyDefinition } from '@modelport/core';
import { type ConformanceSubject, createOpenAIWire, type OpenAIWireName } from '@modelport/provider-testkit';
import { AzureOpenAI, OpenAI } from 'openai';
import { definition } from '../src/definition.js';
import { createPlatformFetch } from '../src/fetch/node-fetch.js';
import { presetDefinitions } from '../src/presets.js';
import { answerCases } from './conformance/answer-cases.js';
import { callCases } from './conformance/call-cases.js';
import { extrasCases } from './conformance/extras-cases.js';
import { messageCases } from './conformance/message-cases.js';
import { optionCases, vllmOptionCases } from './conformance/option-cases.js';
import { quirkCases, reasoningQuirkCases } from './conformance/quirk-cases.js';

/** Whose wire each preset speaks; of those without a fake of their own, the nearest one. */
const wires: Readonly<Record<string, OpenAIWireName>> = {
  openai: 'openai',
  'azure-openai': 'azure',
  groq: 'groq',
  together: 'together',
  deepseek: 'deepseek',
  mistral: 'mistral',
  xai: 'openai',
  fireworks: 'compatible',
  cerebras: 'openai',
  nvidia: 'compatible',
  huggingface: 'compatible',
  lmstudio: 'lmstudio',
  vllm: 'vllm',
  localai: 'localai',
  jan: 'jan',
  koboldcpp: 'koboldcpp',
};

const register = (): Promise<unknown> => import('../src/register.js');

function subjectOf(preset: AnyDefinition): ConformanceSubject {
  const wire = wires[preset.type];
  if (wire === undefined) throw new Error(`Say in conformance.subject.ts whose wire ${preset.type} speaks.`);
  const cases = preset.type === 'vllm' ? [...optionCases, ...vllmOptionCases] : optionCases;
  return { definition: preset, wire: createOpenAIWire(wire), register, cases };
}

/** A new preset cannot be forgotten: it is here as soon as it is one. */
const presets = presetDefinitions.map(subjectOf);

/** The dialect, whoever speaks it: the cases about quirks and messages are here alone. */
const dialect: ConformanceSubject = {
  ...{ definition, wire: createOpenAIWire('compatible'), register },
  cases: [
    ...[...messageCases, ...quirkCases, ...reasoningQuirkCases, ...optionCases],
    ...[...answerCases, ...callCases, ...extrasCases],
  ],
};

function variantOf(type: string, differences: Partial<ConformanceSubject>): ConformanceSubject {
  const subject = [dialect, ...presets].find((known) => known.definition.type === type);
  if (subject === undefined) throw new Error(`There is no type ${type}.`);
  return { ...subject, ...differences };
}

/** What of a client is used. */
type Client = Pick<OpenAI, 'baseURL' | 'get' | 'post'>;

/** A preset that is asked through the user's client: key and way to the network are the client's. */
function throughClient(type: string, client: (origin: string) => Client): ConformanceSubject {
  const { definition: whole, register: _, ...subject } = variantOf(type, { cases: optionCases });
  return {
    ...subject,
    name: `${type} through a client`,
    transports: ['own'],
    definition: { ...whole, settings: whole.settings.filter(({ name }) => name !== 'apiKey') },
    connect: (origin) => ({ client: client(origin) }),
  };
}

/** A client that is made when it is used: the package reads the environment, which the making of a provider must not. */
function lazily(baseURL: string, create: () => OpenAI): Client {
  let client: OpenAI | undefined;
  const made = (): OpenAI => {
    client ??= create();
    return client;
  };
  return { baseURL, get: (...asked) => made().get(...asked), post: (...asked) => made().post(...asked) };
}

const apiKey = 'sk-of-the-client';
const apiVersion = '2024-10-21';

/** The dialect alone, the local servers, and further ways to reach a server. */
export const dialectSubjects: readonly ConformanceSubject[] = [
  dialect,
  ...presets.filter((preset) => preset.definition.location === 'local'),
  throughClient('openai-compatible', (origin) => {
    const baseURL = `${origin}/v1`;
    return lazily(baseURL, () => new OpenAI({ baseURL, apiKey }));
  }),
  {
    ...throughClient('openai-compatible', (origin) => {
      const baseURL = `${origin}/v1`;
      return lazily(baseURL, () => new OpenAI({ baseURL, apiKey, fetch: createPlatformFetch({}) }));
    }),
    name: 'openai-compatible through a client on createFetch()',
  },
  throughClient('azure-openai', (endpoint) =>
    lazily(`${endpoint}/openai`, () => new AzureOpenAI({ endpoint, apiKey, apiVersion })),
  ),
  variantOf('azure-openai', {
    name: 'azure-openai with deployments',
    connect: (origin) => ({ baseUrl: origin, apiVersion }),
  }),
  variantOf('vllm', { name: 'vllm with flat errors', wire: createOpenAIWire('vllm-flat-errors') }),
  variantOf('lmstudio', { name: 'lmstudio 0.3', wire: createOpenAIWire('lmstudio-0.3') }),
];

/** The services; a file of their own tests them, so that the two run side by side. */
export const cloudSubjects: readonly ConformanceSubject[] = presets.filter(
  (preset) => preset.definition.location !== 'local',
);

/**
 * All of them; the first one is what mutation testing runs.
 *
 * @public The tools import it by its path.
 */
export const subjects: readonly ConformanceSubject[] = [...dialectSubjects, ...cloudSubjects];
