import { type DriverOutline, lazyDriver } from '@modelport/provider-utils/define';
import { readFacts } from './driver-facts.js';
import type { OpenAICompatibleDriver, OpenAICompatibleDriverOptions } from './openai-compatible-driver.js';

/** What is there of a driver before the first call loads its code: all but the connection. */
export type WithoutConnection<Driver extends OpenAICompatibleDriver> = Omit<Driver, 'connection'>;

/** A driver of a preset that has nothing of its own. */
export type PresetDriver = WithoutConnection<OpenAICompatibleDriver>;

/**
 * Checks what a driver is made from, and makes one whose code the first call loads.
 * @param additions What it has beyond those of every server.
 * @param load Makes the whole driver. Default: `createOpenAICompatibleDriver`.
 * @throws ProviderError `SETTING_INVALID` for a quirk that is not known, or a client or agent that is none.
 */
export function openDriver<Driver extends OpenAICompatibleDriver = OpenAICompatibleDriver>(
  prepared: OpenAICompatibleDriverOptions,
  additions: Pick<DriverOutline<Driver>, 'calls' | 'extras'> = {},
  load: (prepared: OpenAICompatibleDriverOptions) => Promise<OpenAICompatibleDriver> = loadDriver,
): WithoutConnection<Driver> {
  const { calls, extras } = additions;
  const outline = { ...readFacts(prepared), extras, calls: calls ? [...usualCalls, ...calls] : usualCalls };
  return lazyDriver<Driver>(outline, () => load(prepared) as Promise<Driver>);
}

const usualCalls = ['chat', 'listModels', 'checkHealth', 'embed'] as const;

/** Loads the driver that fits most servers. */
export async function loadDriver(prepared: OpenAICompatibleDriverOptions): Promise<OpenAICompatibleDriver> {
  const { createOpenAICompatibleDriver } = await import('./openai-compatible-driver.js');
  return createOpenAICompatibleDriver(prepared);
}
