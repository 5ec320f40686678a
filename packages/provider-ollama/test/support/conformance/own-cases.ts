import type { ConformanceCase } from '@modelport/provider-testkit';
import { answerCases } from './answer-cases.js';
import { bodyCases } from './body-cases.js';
import { forcedCallCases } from './forced-call-cases.js';
import { messageCases } from './message-cases.js';
import { modelCases } from './model-cases.js';
import { optionCases } from './option-cases.js';
import { schemaCases } from './schema-cases.js';
import { toolCases } from './tool-cases.js';

/** What only this provider has: how it writes for Ollama, and options of its own. */
export const ownCases: readonly ConformanceCase[] = [
  ...bodyCases,
  ...messageCases,
  ...toolCases,
  ...schemaCases,
  ...forcedCallCases,
  ...optionCases,
  ...answerCases,
  ...modelCases,
];
