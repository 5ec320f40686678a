import type { ConformanceCase } from '@modelport/provider-testkit';
import { accountCases } from './account-cases.js';
import { answerCases } from './answer-cases.js';
import { embedCases } from './embed-cases.js';
import { messageCases } from './message-cases.js';
import { optionCases } from './option-cases.js';

/** What only this provider has: options of its own, and what it does for OpenRouter's sake. */
export const ownCases: readonly ConformanceCase[] = [
  ...optionCases,
  ...messageCases,
  ...answerCases,
  ...embedCases,
  ...accountCases,
];
