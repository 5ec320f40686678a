import { type CallContext, type DriverHealth, ProviderError } from '@modelport/core';
import { readJson, withoutAbsent } from '@modelport/provider-utils';
import { isOwnList, type ListedModel, readListedModels } from './models.js';
import { type LlamaCppProps, tryProps } from './props.js';
import type { LlamaServer } from './server.js';

/**
 * Tells how a server is by its list of models: unlike `/health` it wants the key, and shows what a router has.
 * `/props` beside it gives the version.
 * @throws ProviderError where it does not answer, answers that it loads its model, or wants another key.
 */
export async function checkLlamaCppHealth(server: LlamaServer, call: CallContext): Promise<DriverHealth> {
  const [list, props] = await Promise.all([readList(server, call), tryProps(server, call)]);
  if (list instanceof ProviderError) return { reachable: false, error: list };
  const { body, signature } = list;
  const isOwn = signature === ownSignature || isOwnList(body) || props?.build !== undefined;
  if (!isOwn) return { reachable: false, error: wrongServer(signature) };
  const model = findUsable(readListedModels(body), server.model, props);
  return {
    reachable: true,
    hasModel: model !== undefined,
    ...withoutAbsent({ modelId: model?.id, version: props?.build }),
  };
}

/** What llama-server says in the header `Server`. Proxies replace it, and browsers hide it. */
const ownSignature = 'llama.cpp';

/** The list and the header `Server` that came with it, or the error for a server that is none of llama.cpp's. */
async function readList(
  server: LlamaServer,
  call: CallContext,
): Promise<{ body: unknown; signature: string | undefined } | ProviderError> {
  try {
    const response = await server.send('/v1/models', call);
    return { body: await readJson(response), signature: response.headers.get('server') };
  } catch (error) {
    if (!ProviderError.isInstance(error) || error.status === undefined) throw error;
    const signature = error.headers?.['server'];
    // A proxy in between may hide the name, but it lets the server's own words through.
    const ownWords = error.code === 'MODEL_LOADING' || error.code === 'AUTH_FAILED';
    if (signature === ownSignature || ownWords) throw error;
    return wrongServer(signature, error);
  }
}

/** A server of one model answers with it to any name; a router only to those it lists. */
function findUsable(
  models: readonly ListedModel[],
  wanted: string | undefined,
  props: LlamaCppProps | undefined,
): ListedModel | undefined {
  const autoload = props?.autoload !== false;
  const usable = models.filter(({ status }) => {
    if (status === undefined || status.value === 'loaded' || status.value === 'sleeping') return true;
    return status.value === 'unloaded' && autoload && !status.failed;
  });
  const isRouter = models.some(({ status }) => status !== undefined);
  if (isRouter && wanted !== undefined) return usable.find(({ names }) => names.includes(wanted));
  return usable.find(({ status }) => status?.value === 'loaded') ?? usable[0];
}

function wrongServer(signature: string | undefined, cause?: ProviderError): ProviderError {
  const called = signature === undefined ? 'does not say what it is' : `calls itself "${signature}"`;
  const answered = cause?.status === undefined ? '' : ` and answered HTTP ${cause.status}`;
  return new ProviderError({
    code: 'BACKEND_UNREACHABLE',
    retryable: false,
    message: `A server answers there, but it is not llama.cpp: it ${called}${answered}. Check baseUrl, or use the type "openai-compatible".`,
    ...(cause?.status !== undefined && { status: cause.status }),
    ...(cause && { cause }),
  });
}
