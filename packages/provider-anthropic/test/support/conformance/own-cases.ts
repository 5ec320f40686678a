import type { ConformanceCase } from '@modelport/provider-testkit';
import { answerCases } from './answer-cases.js';
import { requestCases } from './request-cases.js';

/** What only this API has: signatures, citations, tools of the server, and how it wants to be asked. */
export const ownCases: readonly ConformanceCase[] = [...requestCases, ...answerCases];
