import type { CallContext, Capabilities, DriverModel } from '@modelport/core';
import {
  asCount,
  asFlag,
  asList,
  asRecord,
  asText,
  type JsonRecord,
  withoutAbsent,
} from '@modelport/provider-utils';
import type { Connection } from './connection.js';
import { modelFacts } from './model-facts.js';

/** As many as the API gives at once. */
const pageSize = 1000;
/** No account has so many models: a server that always says there are more must not be asked for ever. */
const mostPages = 20;

/** All models, page by page: https://platform.claude.com/docs/en/api/models-list */
export async function listModels(connection: Connection, call: CallContext): Promise<readonly DriverModel[]> {
  const models: DriverModel[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const query = { limit: pageSize, after_id: after };
    const answer = asRecord(await connection.json({ path: 'models', query }, call));
    if (!Array.isArray(answer?.['data'])) throw connection.unexpected('a list of models');
    models.push(...asList(answer['data']).flatMap(toModel));
    const last = asText(answer['last_id']);
    if (answer['has_more'] !== true || last === undefined || last === after) break;
    after = last;
  }
  return models;
}

function toModel(value: unknown): DriverModel[] {
  const model = asRecord(value);
  const id = asText(model?.['id']);
  if (model === undefined || id === undefined) return [];
  const name = asText(model['display_name']);
  const contextLength = asCount(model['max_input_tokens']);
  const told = asRecord(model['capabilities']);
  return [
    {
      id,
      ...withoutAbsent({ name, contextLength }),
      ...(told && { capabilities: toCapabilities(id, told) }),
    },
  ];
}

/** What the API tells of a model, and of the sampling settings what it does not. */
function toCapabilities(id: string, told: JsonRecord): Capabilities {
  const { takesSampling } = modelFacts(id);
  const isSupported = (name: string) => asFlag(asRecord(told[name])?.['supported']);
  return withoutAbsent({
    images: isSupported('image_input'),
    files: isSupported('pdf_input'),
    structuredOutput: isSupported('structured_outputs'),
    reasoning: isSupported('thinking'),
    temperature: takesSampling,
    topP: takesSampling,
    topK: takesSampling,
  });
}
