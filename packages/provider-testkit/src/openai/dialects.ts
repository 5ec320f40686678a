import type { Dialect } from './dialect.js';
import { azure } from './dialects/azure.js';
import { deepSeek } from './dialects/deepseek.js';
import { groq } from './dialects/groq.js';
import { lmStudio, lmStudio03 } from './dialects/lm-studio.js';
import { openAI } from './dialects/openai.js';
import { together } from './dialects/together.js';
import { vllm, vllmFlatErrors } from './dialects/vllm.js';

/** The name of a dialect. */
export type DialectName =
  | 'openai'
  | 'azure'
  | 'groq'
  | 'together'
  | 'deepseek'
  | 'vllm'
  | 'vllm-flat-errors'
  | 'lmstudio'
  | 'lmstudio-0.3';

/** The dialects by name. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  openai: openAI,
  azure,
  groq,
  together,
  deepseek: deepSeek,
  vllm,
  'vllm-flat-errors': vllmFlatErrors,
  lmstudio: lmStudio,
  'lmstudio-0.3': lmStudio03,
};
