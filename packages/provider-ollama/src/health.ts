import { type CallContext, type DriverHealth, type ProbeAnswer, ProviderError } from '@modelport/core';
import { collectHeaders, type JsonRecord } from '@modelport/provider-utils';
import type { Connection } from './connection.js';
import { nameOf, readCapabilities, readTags } from './models.js';
import { nameImitator, readVersion } from './probe.js';

/**
 * Tells how a server is by its version and its list of models. It must not have the paths of those that imitate Ollama.
 * @throws ProviderError where it does not answer, or wants another key.
 */
export async function checkOllamaHealth(
  connection: Connection,
  wanted: string | undefined,
  call: CallContext,
): Promise<DriverHealth> {
  const local = connection.isCloud ? {} : await checkServer(connection, call);
  if (local.error !== undefined) return { reachable: false, error: local.error };
  const models = await readTags(connection, call);
  const isThere = wanted === undefined ? undefined : models.some((model) => isNamed(model, wanted));
  const { version } = local;
  const facts = { reachable: true, ...(version !== undefined && { version }) };
  // The server knows models of the cloud that it has not pulled.
  if (wanted !== undefined && /[-:]cloud$/.test(wanted) && !isThere) return facts;
  const usable = wanted ?? firstChatModel(models);
  const hasModel = isThere ?? usable !== undefined;
  return { ...facts, hasModel, ...(hasModel && usable !== undefined && { modelId: usable }) };
}

async function checkServer(
  connection: Connection,
  call: CallContext,
): Promise<{ version?: string; error?: ProviderError }> {
  const get = async (path: string): Promise<ProbeAnswer> => {
    try {
      const response = await connection.send({ path }, call);
      const headers = collectHeaders(response.headers);
      return { status: response.status, headers, body: await response.body.text(64 * 1024) };
    } catch (error) {
      if (!ProviderError.isInstance(error) || error.status === undefined || error.code === 'AUTH_FAILED')
        throw error;
      return { status: error.status, headers: error.headers ?? {}, body: '' };
    }
  };
  const [answer, imitator] = await Promise.all([get('/api/version'), nameImitator(get)]);
  // A proxy whose server is down answers every path alike.
  if (imitator !== undefined && answer.status === 200)
    return { error: wrongServer(`it is ${imitator}, which imitates it`) };
  const version = readVersion(answer);
  if (version !== undefined) return { version };
  const name = answer.headers['server'];
  const called = name === undefined ? 'it has no version' : `it calls itself "${name}"`;
  return { error: wrongServer(`${called} (HTTP ${answer.status})`, answer.status) };
}

/** A name without a tag means the tag `latest`. */
function isNamed(model: JsonRecord, wanted: string): boolean {
  const name = nameOf(model);
  return name === wanted || name === `${wanted}:latest`;
}

/** The one that was changed last, by the server's order. */
function firstChatModel(models: readonly JsonRecord[]): string | undefined {
  const model = models.find((entry) => readCapabilities(entry['capabilities'])?.chat !== false);
  return model && nameOf(model);
}

function wrongServer(why: string, status?: number): ProviderError {
  return new ProviderError({
    code: 'BACKEND_UNREACHABLE',
    retryable: false,
    message: `A server answers there, but it is not Ollama: ${why}. Check baseUrl, or use the type "openai-compatible".`,
    ...(status !== undefined && { status }),
  });
}
