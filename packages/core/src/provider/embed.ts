import type { Call } from '../call/call.js';
import { check, checkFields, type RequestTarget, type Rules, supported } from '../checks/check-field.js';
import { ownOptions } from '../checks/check-request.js';
import type {
  Cost,
  DriverEmbedRequest,
  DriverEmbedResponse,
  EmbedRequest,
  EmbedResponse,
  ProviderDriver,
  Usage,
} from '../contract.js';
import { defined } from '../defined.js';
import { ProviderError } from '../errors.js';
import { isObject } from '../is-object.js';
import { mergeUsage } from '../stream/events.js';

const rules: Rules<keyof EmbedRequest> = {
  model: { kind: 'string' },
  input: ['given', () => true],
  dimensions: { kind: 'integer', min: 1 },
  providerOptions: { kind: 'json' },
};

/**
 * Checks what is to be embedded.
 * @throws ProviderError `REQUEST_INVALID` naming the field and what is accepted; `NOT_SUPPORTED`.
 */
export function checkEmbedRequest(
  given: string | readonly string[] | EmbedRequest,
  target: RequestTarget,
): DriverEmbedRequest {
  supported(target, 'embeddings', 'input');
  const request = isObject(given) ? (given as unknown as EmbedRequest) : { input: given as string };
  checkFields(request, rules);
  const { model = target.model } = request;
  const input = [request.input].flat();
  const texts = input.length > 0 && input.every((text) => typeof text === 'string');
  check('input', texts, 'a string or a list of strings that is not empty');
  return defined({ ...request, model, input, providerOptions: ownOptions(request, target) });
}

/** Embeds all inputs in their order, in as many requests as the batch limit asks for. */
export async function embedAll(
  request: DriverEmbedRequest,
  limit: number = request.input.length,
  call: Call,
  embed: NonNullable<ProviderDriver['embed']>,
): Promise<EmbedResponse> {
  const parts: DriverEmbedResponse[] = [];
  // A limit below 1 would ask without end.
  const size = Math.max(1, limit);
  for (let at = 0; at < request.input.length; at += size) {
    const input = request.input.slice(at, at + size);
    const exchange = async (context: Parameters<typeof embed>[1]) => {
      const part = await embed({ ...request, input }, context);
      const count = part.embeddings.length;
      if (count === input.length) return part;
      const message = `${input.length} texts were sent to be embedded; ${count} embeddings came back.`;
      throw new ProviderError({ code: 'RESPONSE_INVALID', message });
    };
    parts.push(await call.run(exchange, true));
  }
  const model = parts.at(-1)?.model;
  const usage = parts.map((part) => usageOf(part, call)).reduce(addUsage);
  call.succeeded({ usage, response: defined({ model }) });
  return {
    ...defined({ model: model ?? request.model }),
    embeddings: parts.flatMap((part) => part.embeddings),
    usage,
    warnings: call.warnings,
  };
}

/** Of one request: prices may rise with its length, so each has a cost of its own. */
function usageOf({ usage: told = {}, model }: DriverEmbedResponse, call: Call): Usage {
  const usage = mergeUsage({}, told);
  return { ...usage, cost: call.costOf(usage, model) };
}

/** The sum of two requests; what one of them did not tell is unknown. */
function addUsage(a: Usage, b: Usage): Usage {
  return {
    ...defined({
      inputTokens: sum(a.inputTokens, b.inputTokens),
      totalTokens: sum(a.totalTokens, b.totalTokens),
    }),
    cost: addCost(a.cost, b.cost),
  };
}

function addCost(a: Usage['cost'], b: Usage['cost']): Cost | null {
  if (!a || !b) return null;
  const parts = defined({ input: sum(a.input, b.input), output: sum(a.output, b.output) });
  // The sum is no better than the weaker of its parts.
  const source = a.source === 'catalog' ? a.source : b.source;
  return { total: a.total + b.total, ...parts, currency: 'USD', source };
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}
