import { checkAgent } from '@modelport/provider-utils/define';
import { checkClient } from './client.js';
import { findHost } from './hosts.js';
import type { OpenAICompatibleDriverOptions } from './openai-compatible-driver.js';
import { type Quirks, quirksOver } from './quirks.js';

/** What a driver is, told from its options. */
export interface DriverFacts {
  readonly baseUrl: string;
  readonly location?: 'cloud';
  /** Name of the service for people. */
  readonly displayName: string;
  readonly quirks: Quirks;
}

/**
 * Checks options and tells what a driver of them is.
 * @throws ProviderError `SETTING_INVALID` for a quirk that is not known, or a client or agent that is none.
 */
export function readFacts({
  client,
  agent,
  context,
  baseUrl: given,
  serverName,
  quirks = [],
}: OpenAICompatibleDriverOptions): DriverFacts {
  if (client === undefined) checkAgent({ agent, fetch: context.fetch });
  else checkClient(client);
  const baseUrl = client?.baseURL ?? given;
  const host = findHost(baseUrl);
  return {
    baseUrl,
    ...(host && { location: 'cloud' }),
    displayName: serverName ?? host?.name ?? 'OpenAI Compatible',
    quirks: quirksOver(host?.quirks, quirks),
  };
}
