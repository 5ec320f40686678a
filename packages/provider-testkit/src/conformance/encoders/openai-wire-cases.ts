import type { ConformanceCase } from '../conformance-case.js';
import { openAIContentCases } from './openai-content-cases.js';
import { openAIFactCases } from './openai-fact-cases.js';
import { openAIFailureCases } from './openai-failure-cases.js';
import { openAIFinishCases } from './openai-finish-cases.js';
import { openAIReasoningCases } from './openai-reasoning-cases.js';
import { openAIToolCallCases } from './openai-tool-call-cases.js';
import { openAIUsageCases } from './openai-usage-cases.js';
import { sseCases } from './sse-cases.js';

/** The oddities of OpenAI's wire and of all who imitate it. */
export const openAIWireCases: readonly ConformanceCase[] = [
  ...sseCases,
  ...openAIContentCases,
  ...openAIReasoningCases,
  ...openAIFactCases,
  ...openAIToolCallCases,
  ...openAIFinishCases,
  ...openAIUsageCases,
  ...openAIFailureCases,
];
