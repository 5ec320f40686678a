import type { ProviderDriver, ProviderError } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';
import { changingText } from './support/changing-text.js';

type Embed = NonNullable<ProviderDriver['embed']>;
type Embedded = Awaited<ReturnType<Embed>>;

export const embeddingsBreakages: Readonly<Record<string, Breakage>> = {
  // Saves space.
  'embeddings/vectors': answering((answer) => ({
    ...answer,
    embeddings: answer.embeddings.map((vector) => vector.map((value) => Number(value.toFixed(4)))),
  })),
  // What was advised for the first models: newlines made them worse.
  'embeddings/request': asking((embed) => (request, call) => {
    const input = request.input.map((text) => text.replaceAll('\n', ' '));
    return embed({ ...request, input }, call);
  }),
  // The vector of a single text, without a list around it.
  'embeddings/one-text': asking((embed) => async (request, call) => {
    const answer = await embed(request, call);
    const [vector = []] = answer.embeddings;
    const flat = vector as unknown as readonly number[][];
    return request.input.length === 1 && vector.length > 1 ? { ...answer, embeddings: flat } : answer;
  }),
  // The model of its options is made for embeddings.
  'embeddings/model': asking(
    (embed) => (request, call) => embed({ ...request, model: 'conformance-model' }, call),
  ),
  'embeddings/dimensions': asking(
    (embed) => (request, call) => embed({ ...request, dimensions: undefined }, call),
  ),
  // `data.map(({ embedding }) => embedding)`
  'embeddings/order': ofData((data) => data.map((item, index) => ({ ...item, index }))),
  // Knows numbers alone.
  'embeddings/base64': ofData((data) =>
    data.map((item) => (typeof item.embedding === 'string' ? { ...item, embedding: null } : item)),
  ),
  // Keeps what was embedded, and looks it up by the model.
  'embeddings/batches': asking((embed) => {
    const kept = new Map<string, Embedded>();
    return async (request, call) => {
      const answer = kept.get(String(request.model)) ?? (await embed(request, call));
      kept.set(String(request.model), answer);
      return answer;
    };
  }),
  'embeddings/usage': answering(({ usage: _usage, ...answer }) => answer),
  'embeddings/no-usage': answering((answer) => ({
    ...answer,
    usage: { inputTokens: answer.usage?.inputTokens ?? 0 },
  })),
  // Fills up with zeros.
  'embeddings/too-few': asking((embed) => async (request, call) => {
    const answer = await embed(request, call);
    const zeros = answer.embeddings[0]?.map(() => 0) ?? [];
    const embeddings = request.input.map((_, index) => answer.embeddings[index] ?? zeros);
    return answer.embeddings.length === 0 ? answer : { ...answer, embeddings };
  }),
  // `vector.map(Number)`
  'embeddings/no-numbers': ofData((data) =>
    data.map((item) => ({
      ...item,
      embedding: Array.isArray(item.embedding) ? item.embedding.map(Number) : item.embedding,
    })),
  ),
  // Parses without a look.
  'embeddings/html': failing(
    ({ code, status }) => code === 'RESPONSE_INVALID' && status === 200,
    () => new SyntaxError('Unexpected token < in JSON at position 0'),
  ),
  'embeddings/other-json': changingText('/embeddings', (text) => {
    // Reads without a look.
    const answer = (text.startsWith('{') ? JSON.parse(text) : {}) as { data?: unknown; error?: unknown };
    if (text.startsWith('{') && !answer.data && !answer.error)
      throw new TypeError("Cannot read properties of undefined (reading 'map')");
    return text;
  }),
  'embeddings/refused': failing(
    ({ status }) => status !== undefined && status !== 200,
    ({ status }) => new Error(`Embedding failed with status ${status}.`),
  ),
  'embeddings/carries': asking((embed) => (request, call) => embed(request, { ...call, headers: {} })),
  // Has a timer of its own in mind, and forgets the signal of the call.
  'embeddings/abort': asking(
    (embed) => (request, call) => embed(request, { ...call, signal: AbortSignal.timeout(10_000) }),
  ),
};

/** Changes how texts are embedded, and nothing else. */
function asking(change: (embed: Embed) => Embed): Breakage {
  return {
    driver: (driver) => (driver.embed ? { ...driver, embed: change(driver.embed) } : driver),
  };
}

/** Changes what is made of an answer. */
function answering(change: (answer: Embedded) => Embedded): Breakage {
  return asking((embed) => async (request, call) => change(await embed(request, call)));
}

/** Reports some errors in another way. */
function failing(isMeant: (error: ProviderError) => boolean, as: (error: ProviderError) => Error): Breakage {
  return asking((embed) => async (request, call) => {
    try {
      return await embed(request, call);
    } catch (error) {
      throw isMeant(error as ProviderError) ? as(error as ProviderError) : error;
    }
  });
}

interface Item {
  readonly index: number;
  readonly embedding: unknown;
}

/** Changes the list in the answer. */
function ofData(change: (data: readonly Item[]) => readonly Item[]): Breakage {
  return changingText('/embeddings', (text) => {
    const answer = (text.startsWith('{') ? JSON.parse(text) : {}) as { data?: readonly Item[] };
    return answer.data ? JSON.stringify({ ...answer, data: change(answer.data) }) : text;
  });
}
