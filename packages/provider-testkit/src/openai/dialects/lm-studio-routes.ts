import { boolean, type Check, isObject, number, object, string } from '../checks.js';
import type { FakeAnswer, FakeModel, Route, ServerState } from '../dialect.js';
import type { RecordedRequest } from '../recorded-request.js';
import { Refusal } from '../refusal.js';

const SIZE = 2_279_145_003;
const STARTED = '2026-11-21T10:00:00.000Z';
const JOB = 'job_fake_';

const checkLoad = object(
  {
    model: string(),
    context_length: number({ min: 1, integer: true }),
    eval_batch_size: number({ integer: true }),
    flash_attention: boolean,
    num_experts: number({ integer: true }),
    offload_kv_cache_to_gpu: boolean,
    echo_load_config: boolean,
  },
  ['model'],
);
const checkUnload = object({ instance_id: string() }, ['instance_id']);
const checkDownload = object({ model: string(), quantization: string() }, ['model']);

/** LM Studio's native API since 0.4.0: models with their loaded copies, load, unload, download. */
export const lmStudioRoutes: Readonly<Record<string, Route>> = {
  'GET /api/v1/models': (_, state) => ({
    body: { models: [...state.models.values()].map((model) => describe(model, state)) },
  }),
  'POST /api/v1/models/load': load,
  'POST /api/v1/models/unload': unload,
  'POST /api/v1/models/download': download,
  'GET /api/v1/models/download/status/*': downloadStatus,
};

function describe(
  { id, kind, instances }: FakeModel,
  { contextLength }: ServerState,
): Record<string, unknown> {
  const embedding = kind === 'embedding';
  const reasoning = kind === 'reasoning' && {
    reasoning: { allowed_options: ['off', 'on'], default: 'on' },
  };
  return {
    type: embedding ? 'embedding' : 'llm',
    publisher: 'fake-org',
    key: id,
    display_name: `Fake ${id}`,
    ...(embedding ? {} : { architecture: 'fake' }),
    quantization: { name: 'Q4_K_M', bits_per_weight: 4 },
    size_bytes: SIZE,
    params_string: embedding ? null : '4B',
    loaded_instances: [...instances].map(([instance, length]) => ({
      id: instance,
      config: { context_length: length, ...(embedding ? {} : { eval_batch_size: 512, parallel: 4 }) },
    })),
    max_context_length: contextLength,
    format: 'gguf',
    ...(embedding
      ? {}
      : { capabilities: { vision: kind === 'chat', trained_for_tool_use: true, ...reasoning } }),
    ...(embedding ? {} : { description: null }),
  };
}

function load({ body }: RecordedRequest, { models, contextLength }: ServerState): FakeAnswer {
  const { model: id, echo_load_config: echo, ...config } = read(body, checkLoad);
  const model = models.get(String(id));
  if (model === undefined) throw unknown(`Model "${id}" is not downloaded.`);
  const length = Number(config['context_length'] ?? Math.min(contextLength, 4096));
  const copies = model.instances.size;
  const instance = copies === 0 ? model.id : `${model.id}:${copies + 1}`;
  model.instances.set(instance, length);
  return {
    body: {
      type: model.kind === 'embedding' ? 'embedding' : 'llm',
      instance_id: instance,
      load_time_seconds: 0.1,
      status: 'loaded',
      ...(echo === true ? { load_config: { ...config, context_length: length } } : {}),
    },
  };
}

function unload({ body }: RecordedRequest, { models }: ServerState): FakeAnswer {
  const instance = String(read(body, checkUnload)['instance_id']);
  const unloaded = [...models.values()].some(({ instances }) => instances.delete(instance));
  if (!unloaded) throw unknown(`There is no loaded instance "${instance}".`);
  return { body: { instance_id: instance } };
}

/** The job carries the model in its id, so that the fake need not remember it. */
function download({ body }: RecordedRequest, { models }: ServerState): FakeAnswer {
  const model = String(read(body, checkDownload)['model']);
  if (models.has(model)) return { body: { status: 'already_downloaded' } };
  const job = { job_id: `${JOB}${encodeURIComponent(model)}`, total_size_bytes: SIZE, started_at: STARTED };
  return { body: { ...job, status: 'downloading', downloaded_bytes: 948, bytes_per_second: 7834.7 } };
}

/** A download is done when it is asked after for the first time. */
function downloadStatus({ path }: RecordedRequest, { models }: ServerState): FakeAnswer {
  const job = path.slice(path.lastIndexOf('/') + 1);
  if (!job.startsWith(JOB)) throw unknown(`There is no job "${job}".`);
  const id = decodeURIComponent(job.slice(JOB.length));
  models.set(id, { id, kind: 'chat', instances: new Map() });
  const bytes = { total_size_bytes: SIZE, downloaded_bytes: SIZE };
  return {
    body: { job_id: job, status: 'completed', ...bytes, started_at: STARTED, completed_at: STARTED },
  };
}

function read(body: unknown, check: Check): Record<string, unknown> {
  check(body, '');
  return isObject(body) ? body : {};
}

function unknown(message: string): Refusal {
  return new Refusal({ status: 404, message, type: 'not_found', code: 'model_not_found' });
}
