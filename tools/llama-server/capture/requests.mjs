/** The parts that the recorded requests are made of. */

export const get = (path, rest) => ({ method: 'GET', path, ...rest });
export const post = (path, body, rest) => ({ path, body, ...rest });

/** A chat completion; `rest` holds headers or a note. */
export const chat = (body, rest) =>
  post('/v1/chat/completions', { model: 'tiny-chat', temperature: 0, max_tokens: 200, ...body }, rest);
/** The same of the thinking model. */
export const think = (body, rest) => chat({ model: 'tiny-thinking', ...body }, rest);
/** OpenAI's Responses API. */
export const respond = (body, path = '/v1/responses') => post(path, { model: 'tiny-chat', ...body });
/** Anthropic's Messages API. */
export const message = (body, rest) => post('/v1/messages', { model: 'tiny-chat', ...body }, rest);

export const user = (content) => [{ role: 'user', content }];
export const stream = { stream: true, stream_options: { include_usage: true } };
/** An answer that goes on until its limit. */
export const endless = { ignore_eos: true, max_tokens: -1, stream: true };
/** Longer than the context of a slot. */
export const longPrompt = 'words '.repeat(2000);

const weatherFunction = {
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer' } },
    required: ['city', 'days'],
  },
};
export const weather = { type: 'function', function: weatherFunction };
export const time = {
  type: 'function',
  function: { name: 'get_time', description: 'The time', parameters: { type: 'object', properties: {} } },
};
/** The weather tool as the Responses API and the Messages API write it. */
export const weatherForResponses = { type: 'function', ...weatherFunction };
export const weatherForMessages = {
  name: 'get_weather',
  description: 'The weather in a city',
  input_schema: weatherFunction.parameters,
};

const weatherArguments = '{"city":"Paris","days":4}';
/** A conversation whose last message is the result of a tool. */
export const toolTurn = [
  ...user('What is the weather?'),
  {
    role: 'assistant',
    content: null,
    tool_calls: [
      { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: weatherArguments } },
    ],
  },
  { role: 'tool', tool_call_id: 'call_1', content: 'sunny' },
];
export const toolTurnForResponses = [
  ...user('What is the weather?'),
  { type: 'function_call', call_id: 'call_1', name: 'get_weather', arguments: weatherArguments },
  { type: 'function_call_output', call_id: 'call_1', output: 'sunny' },
];
export const toolTurnForMessages = [
  ...user('What is the weather?'),
  {
    role: 'assistant',
    content: [{ type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Paris', days: 4 } }],
  },
  { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'sunny' }] },
];

export const personSchema = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    age: { type: 'integer' },
    tags: { type: 'array', items: { type: 'string' } },
    ok: { type: 'boolean' },
  },
  required: ['name', 'age', 'tags', 'ok'],
  additionalProperties: false,
};
/** A `response_format` that asks for a JSON schema. */
export const schemaFormat = (schema, name = 'x') => ({ type: 'json_schema', json_schema: { name, schema } });
export const personFormat = {
  type: 'json_schema',
  json_schema: { name: 'person', strict: true, schema: personSchema },
};
