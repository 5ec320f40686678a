import { said } from './frames.js';

/** Refusals that no repetition helps: who says it, how, and the code. */
export const refusals = [
  [
    'F9: OpenAI: too long',
    400,
    said(
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
      { type: 'invalid_request_error', code: 'context_length_exceeded' },
    ),
    'CONTEXT_LENGTH_EXCEEDED',
    ['8192', '9000'],
  ],
  [
    'F9: llama.cpp: too long',
    400,
    said('request (2019 tokens) exceeds the available context size (256 tokens), try increasing it', {
      code: 400,
      type: 'exceed_context_size_error',
      n_prompt_tokens: 2019,
      n_ctx: 256,
    }),
    'CONTEXT_LENGTH_EXCEEDED',
    ['2019', '256'],
  ],
  [
    'F9: llama.cpp: too long, without numbers in its words',
    400,
    said('the request exceeds the available context size', {
      code: 400,
      type: 'exceed_context_size_error',
      n_prompt_tokens: 2019,
      n_ctx: 256,
    }),
    'CONTEXT_LENGTH_EXCEEDED',
    ['2019', '256'],
  ],
  [
    'F9: vLLM: too long',
    400,
    {
      object: 'error',
      message: 'The decoder prompt (length 5000) is longer than the maximum model length of 4096.',
      type: 'BadRequestError',
      code: 400,
    },
    'CONTEXT_LENGTH_EXCEEDED',
    ['5000', '4096'],
  ],
  [
    'F9: LM Studio: too long',
    400,
    {
      error:
        'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens',
    },
    'CONTEXT_LENGTH_EXCEEDED',
    ['5000', '4096'],
  ],
  [
    'F9: OpenRouter: too long',
    400,
    said(
      "This endpoint's maximum context length is 200000 tokens. However, you requested about 500000 tokens",
      { code: 400 },
    ),
    'CONTEXT_LENGTH_EXCEEDED',
    ['200000', '500000'],
  ],
  [
    'F9: Google: too long',
    400,
    [
      said('The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).', {
        code: 400,
        status: 'INVALID_ARGUMENT',
      }),
    ],
    'CONTEXT_LENGTH_EXCEEDED',
    ['1200000', '1048576'],
  ],
  [
    'F10: Azure: filtered',
    400,
    said('The response was filtered.', {
      code: 'content_filter',
      innererror: { code: 'ResponsibleAIPolicyViolation' },
    }),
    'CONTENT_FILTERED',
    [],
  ],
  [
    'F10: DeepSeek: filtered',
    400,
    said('Content Exists Risk', { type: 'invalid_request_error' }),
    'CONTENT_FILTERED',
    [],
  ],
  [
    'F10: OpenRouter: filtered',
    403,
    said('Your input requires moderation.', { code: 403, metadata: { reasons: ['violence'] } }),
    'CONTENT_FILTERED',
    [],
  ],
  [
    'F11: a wrong key',
    401,
    said('Incorrect API key provided.', { code: 'invalid_api_key' }),
    'AUTH_FAILED',
    ['API key'],
  ],
  ['F11: no credit', 402, said('Insufficient credits', { code: 402 }), 'INSUFFICIENT_FUNDS', ['credit']],
  [
    'F11: no permission',
    403,
    said('Country not supported', { code: 'unsupported_country_region_territory' }),
    'PERMISSION_DENIED',
    ['Country'],
  ],
  [
    'F11: no such model',
    404,
    said("The model 'faulty' does not exist.", { code: 'model_not_found' }),
    'MODEL_NOT_FOUND',
    ["'faulty'"],
  ],
  [
    'F11: Ollama: no such model',
    404,
    said("model 'faulty' not found", { type: 'api_error' }),
    'MODEL_NOT_FOUND',
    ["'faulty'"],
  ],
  [
    'a wrong path',
    404,
    '<html><head><title>Not here</title></head></html>',
    'BACKEND_ERROR',
    ['Not here', 'baseUrl', '/v1'],
  ],
  [
    'a wrong request',
    400,
    said("Unknown parameter: 'x'.", { type: 'invalid_request_error', param: 'x' }),
    'REQUEST_INVALID',
    ["'x'"],
  ],
  [
    'FastAPI: a wrong request',
    422,
    { detail: [{ loc: ['body', 'messages'], msg: 'Field required' }] },
    'REQUEST_INVALID',
    ['body.messages', 'Field required'],
  ],
] as const;
