import { describe, expect, it } from 'vitest';
import { listSettings } from '../../src/config/list-settings.js';
import { definitionOf } from '../support/definitions.js';

const settings = listSettings(
  definitionOf({
    type: 'my-cloud',
    settings: [
      { name: 'baseUrl', kind: 'url', description: 'Own words.', default: 'https://my.example' },
      { name: 'topicId', kind: 'string', description: 'x', environment: { names: ['TOPIC'] } },
      { name: 'client', kind: 'object', description: 'x' },
      {
        name: 'timeout',
        kind: 'number',
        min: 0,
        description: 'x',
        environment: { names: ['T'], default: 30 },
      },
    ],
  }),
);
const named = (name: string) => settings.find((setting) => setting.name === name);

describe('listSettings', () => {
  it('has what every type has, and what the definition declares', () => {
    expect(settings.map(({ name }) => name)).toEqual([
      ...['enabled', 'baseUrl', 'apiKey', 'model', 'headers', 'timeout', 'maxRetries'],
      ...['topicId', 'client'],
    ]);
    expect(named('baseUrl')).toMatchObject({ description: 'Own words.', default: 'https://my.example' });
  });

  it('derives the names that are not declared from the type and the option', () => {
    expect(named('baseUrl')?.environment).toEqual({ names: ['MY_CLOUD_BASE_URL'] });
    expect(named('baseUrl')?.settings).toEqual({ names: ['my_cloud_base_url'] });
    expect(named('topicId')?.environment).toEqual({ names: ['TOPIC'] });
    expect(named('topicId')?.settings).toEqual({ names: ['my_cloud_topic_id'] });
  });

  it('has no address and no key of a composite, whose targets have their own', () => {
    const names = listSettings(definitionOf({ type: 'many', composite: true })).map(({ name }) => name);
    expect(names).toEqual(['enabled', 'model', 'headers', 'timeout', 'maxRetries']);
  });

  it('gives no names to what only code can give', () => {
    expect(named('client')).toMatchObject({ environment: { names: [] }, settings: { names: [] } });
  });

  it('has timeouts in seconds, with the defaults that a source declares', () => {
    expect(named('timeout')).toMatchObject({ min: 0, max: 3600, environment: { names: ['T'], default: 30 } });
    expect(named('timeout')?.settings).toEqual({ names: ['my_cloud_timeout'] });
  });
});
