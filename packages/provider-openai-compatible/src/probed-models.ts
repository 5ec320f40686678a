import type { ProbeAnswer } from '@modelport/core';
import { asRecord, parseJson } from '@modelport/provider-utils/define';
import { findList } from './models.js';

/**
 * The models in the answer to a probe of OpenAI's list; `undefined` for what is no such list. Of a list that is longer than
 * a probe reads, those that came whole.
 */
export function probedModels({ status, body }: ProbeAnswer): readonly unknown[] | undefined {
  const answer = asRecord(parseJson(body) ?? parseJson(closed(body)));
  // Some servers answer any path with 200 and an error.
  return status === 200 && answer && 'data' in answer && !answer['error'] ? findList(answer) : undefined;
}

/** Whether a server that is not known yet wants a key: a page that wants a login is no API. */
export function wantsKey({ status, body }: ProbeAnswer): boolean {
  return (status === 401 || status === 403) && asRecord(parseJson(body)) !== undefined;
}

/** The text up to the last entry that is followed by another one, and the ends of the list and the object around it. */
function closed(text: string): string {
  const end = [...text.matchAll(/\}\s*,\s*\{/g)].at(-1)?.index ?? -1;
  return `${text.slice(0, end + 1)}]}`;
}
