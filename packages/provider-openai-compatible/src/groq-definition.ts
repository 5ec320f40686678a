import type { ProviderDefinition, Timings } from '@modelport/core';
import { asCount, asRecord, withoutAbsent } from '@modelport/provider-utils/define';
import { definePreset } from './define-preset.js';
import type { AnswerExtras } from './from-wire.js';
import { openDriver, type PresetDriver } from './open-driver.js';
import type { PresetOptions } from './options.js';
import { groq } from './presets/cloud.js';

/** The type `groq`. */
export const groqDefinition: ProviderDefinition<PresetOptions, PresetDriver> = /* @__PURE__ */ definePreset(
  groq,
  {
    createDriver: (prepared) => openDriver({ ...prepared, createExtras: () => readTimings }),
  },
);

/** Groq's usage tells how long each part took, in seconds. groq-sdk 1.6.0, resources/completions.d.ts. */
const readTimings: AnswerExtras = (answer) => {
  const usage = asRecord(answer.usage ?? answer.x_groq?.usage);
  const inputMs = milliseconds(usage?.['prompt_time']);
  const outputMs = milliseconds(usage?.['completion_time']);
  if (usage === undefined || (inputMs === undefined && outputMs === undefined)) return undefined;
  const { queue_time, prompt_time, completion_time, total_time } = usage;
  const raw = withoutAbsent({ queue_time, prompt_time, completion_time, total_time });
  const timings: Timings = { ...withoutAbsent({ inputMs, outputMs }), raw };
  return { timings };
};

function milliseconds(seconds: unknown): number | undefined {
  const count = asCount(seconds);
  return count === undefined ? undefined : count * 1000;
}
