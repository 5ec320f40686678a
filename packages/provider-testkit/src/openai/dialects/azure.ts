import type { Json } from '../chat-wire.js';
import type { Dialect, FakeAnswer, Operation } from '../dialect.js';
import type { RecordedRequest } from '../recorded-request.js';
import { Refusal } from '../refusal.js';

const SAFE = { filtered: false, severity: 'safe' };
const filterResults = { hate: SAFE, self_harm: SAFE, sexual: SAFE, violence: SAFE };
const promptFilterResults = [{ prompt_index: 0, content_filter_results: filterResults }];
const emptyChunk = { id: '', object: '', created: 0, model: '' };

/** A verdict on text that was sent already: a choice without a delta. */
const lateVerdict = {
  ...emptyChunk,
  choices: [
    {
      index: 0,
      finish_reason: null,
      content_filter_results: filterResults,
      content_filter_offsets: { check_offset: 0, start_offset: 0, end_offset: 1 },
    },
  ],
};

/**
 * Azure OpenAI with both styles of URL; the models are deployments:
 * https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle, and of the filter's chunks
 * https://github.com/microsoft/autogen/issues/6465.
 */
export const azure: Dialect = {
  basePaths: ['/openai/v1'],
  keyHeaders: ['api-key'],
  headers: (number) => ({ 'apim-request-id': `apim-fake-${number}`, 'x-request-id': `req_fake_${number}` }),
  chatHeaders: {
    'x-ratelimit-limit-tokens': '30000',
    'x-ratelimit-remaining-requests': '29',
    'x-ratelimit-remaining-tokens': '29990',
    'x-ratelimit-reset-tokens': '42',
  },
  locate,
  unknownRoute: () => notFound,
  completion: (body) => ({
    ...body,
    prompt_filter_results: promptFilterResults,
    choices: (body['choices'] as Json[]).map((choice) => ({
      ...choice,
      content_filter_results: filterResults,
    })),
  }),
  chunks: ([first = {}, ...chunks]) => [
    { ...emptyChunk, choices: [], prompt_filter_results: promptFilterResults },
    first,
    lateVerdict,
    ...chunks,
  ],
  errors: {
    contentFilter: {
      status: 400,
      code: 'content_filter',
      param: 'prompt',
      message:
        "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
      details: {
        type: null,
        status: 400,
        innererror: {
          code: 'ResponsibleAIPolicyViolation',
          content_filter_result: { ...filterResults, hate: { filtered: true, severity: 'high' } },
        },
      },
    },
  },
  refusal: (refusal): FakeAnswer => {
    const { status, code, message } = refusal;
    if (status === 401) return { status, body: { error: { code: '401', message } } };
    if (code !== 'model_not_found') return { status, body: refusal };
    return { status, body: { error: { code: 'DeploymentNotFound', message } } };
  },
};

const notFound: FakeAnswer = {
  status: 404,
  body: { error: { code: '404', message: 'Resource not found' } },
};

/** The v1 API names the deployment in the body; the dated API in the path, and asks for its date. */
function locate({ path, query }: RecordedRequest): Operation | undefined {
  const current = /^\/openai\/v1\/(.+)$/.exec(path)?.[1];
  if (current !== undefined) return { path: current };
  const dated = /^\/openai\/(?:deployments\/([^/]+)\/)?(.+)$/.exec(path);
  const version = query.get('api-version');
  if (dated?.[2] === undefined || version === null) return undefined;
  if (!/^\d{4}-\d\d-\d\d(-preview)?$/.test(version)) {
    throw new Refusal({ status: 400, code: 'BadRequest', message: 'API version not supported' });
  }
  const model = dated[1] === undefined ? undefined : decodeURIComponent(dated[1]);
  return model === undefined && !dated[2].startsWith('models') ? undefined : { path: dated[2], model };
}
