import type { DetectionProbe, ProbeAnswer } from '@modelport/core';
import { asRecord, asText, type JsonRecord, parseJson } from '@modelport/provider-utils/define';
import { defaultBaseUrl, olderBaseUrl } from './server-url.js';

/** Recognises a llama-server by the name that it gives itself, else by its `/props`, which nobody else has. */
export const probe: DetectionProbe = {
  urls: [defaultBaseUrl, olderBaseUrl],
  priority: 300,
  async identify(get) {
    const health = await get('/health');
    if (health.headers['server'] === 'llama.cpp') {
      if (health.status === 503) return { loading: true };
      return readProps(await get('/props'));
    }
    if (health.status !== 200 && health.status !== 503) return undefined;
    const answer = await get('/props');
    const props = readBody(answer);
    // While it loads, each route of it says so.
    if (answer.status === 503) return isLoading(props) ? { loading: true } : undefined;
    const isOwn = props?.['role'] === 'router' || asRecord(props?.['chat_template_caps']) !== undefined;
    return isOwn && asText(props?.['build_info']) !== undefined ? readProps(answer) : undefined;
  },
};

function readProps(answer: ProbeAnswer): { needsKey: true } | { version?: string } {
  if (answer.status === 401) return { needsKey: true };
  const version = asText(readBody(answer)?.['build_info']);
  return version === undefined ? {} : { version };
}

function isLoading(body: JsonRecord | undefined): boolean {
  return asRecord(body?.['error'])?.['message'] === 'Loading model';
}

function readBody({ body }: ProbeAnswer): JsonRecord | undefined {
  return asRecord(parseJson(body));
}
