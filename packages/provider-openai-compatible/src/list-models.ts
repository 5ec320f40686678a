import type { CallContext, DriverModel } from '@modelport/core';
import { asRecord, asText } from '@modelport/provider-utils';
import type { Connection } from './connection.js';
import { readModels } from './models.js';
import type { WireModel } from './wire.js';

/** Lists longer than this are cut: no service has so many models, but a server may hand out the same page for ever. */
const mostPages = 50;

/**
 * Reads the list of models, page by page where the server gives it in pages.
 * @throws ProviderError as `Connection.json`, and `RESPONSE_INVALID` for what is no list of models.
 */
export async function listModels(
  connection: Connection,
  call: CallContext,
  readMore?: (model: WireModel) => Partial<DriverModel> | undefined,
): Promise<DriverModel[]> {
  const models = new Map<string, DriverModel>();
  let path: string | undefined = '/models';
  for (let page = 0; path !== undefined && page < mostPages; page += 1) {
    const answer = await connection.json({ path }, call);
    const before = models.size;
    for (const model of readModels(answer, readMore)) models.set(model.id, model);
    path = models.size === before ? undefined : nextPage(answer);
  }
  return [...models.values()];
}

/** OpenAI's lists go on after an id, Anthropic's as well by another name, Google's by a token. */
function nextPage(answer: unknown): string | undefined {
  const body = asRecord(answer);
  const token = asText(body?.['nextPageToken']) ?? asText(body?.['next_page_token']);
  if (token !== undefined) return `/models?${new URLSearchParams({ pageToken: token })}`;
  const last = asText(body?.['last_id']);
  if (body?.['has_more'] !== true || last === undefined) return undefined;
  const name = body['object'] === 'list' ? 'after' : 'after_id';
  return `/models?${new URLSearchParams({ [name]: last })}`;
}
