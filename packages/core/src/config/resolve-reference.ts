import { display } from '../checks/check-options.js';
import { ProviderError } from '../errors.js';
import { canonicalType } from '../registry/canonical-type.js';
import type { Registry } from '../registry/registry.js';
import { nearest } from '../registry/suggest.js';
import type { Member } from './read-config.js';

/** One reading of a model reference. */
interface Reading {
  readonly member: Member;
  readonly model: string;
}

/**
 * Reads a model reference. What stands before the first `:` counts as a provider only if it is one's name, or a type
 * that exactly one has. Else the whole is a model: of the one provider known to list it, else of the default one, but
 * not where another provider may be meant.
 * @throws ProviderError `REQUEST_INVALID` where it is not certain which provider is meant, with full forms in `candidates`.
 */
export function resolveReference(
  reference: string,
  members: readonly Member[],
  first: Member,
  registry: Registry,
): Omit<Reading, 'model'> & Partial<Reading> {
  if (typeof reference !== 'string' || !/[^:]$/.test(reference.trim())) throw noReference(reference);
  const alone = members.find(({ name }) => name === reference);
  if (alone) return { member: alone };
  // What a router lists, its targets have; where it is not the default, who asks for a model does not mean it.
  const listing = members.filter(
    (member) => lists(member, reference) && (member === first || !member.composite),
  );
  const colon = reference.indexOf(':');
  const prefix = reference.slice(0, Math.max(colon, 0));
  const model = reference.slice(colon + 1);
  const ofType = membersOfType(prefix, members);
  const member = members.find(({ name }) => name === prefix) ?? (ofType.length === 1 ? ofType[0] : undefined);
  // Where its list is known and the model is not on it, a provider that lists the whole is meant.
  if (member && !(listing.length > 0 && hasList(member) && !lists(member, model)))
    return only([{ member, model }, ...readings(listing, reference)], reference);
  if (listing.includes(first)) return { member: first, model: reference };
  if (listing.length > 0) return only(readings(listing, reference), reference);
  const meant = ofType.length > 0 ? ofType : members.filter((each) => isNear(prefix, each));
  const whole = { member: first, model: reference };
  // What was meant for another provider, a local one perhaps, must not go to the default one.
  if (ofType.length > 0 || (!isTag(model) && (meant.length > 0 || registry.has(prefix))))
    throw unclear([...readings(meant, model), whole], reference);
  return whole;
}

/** The providers of a type that are enabled. One that is disabled is still meant: whoever asks for it is told. */
function membersOfType(prefix: string, members: readonly Member[]): readonly Member[] {
  const type = canonicalType(prefix);
  const all = members.filter((each) =>
    [each.type, ...(each.entry?.definition.aliases ?? [])].some((name) => canonicalType(name) === type),
  );
  const enabled = all.filter(({ provider }) => provider);
  return enabled.length > 0 ? enabled : all.slice(0, 1);
}

/** Whether a prefix is a name or type but for one slip. Digits are none: `llama3` is not meant for `llama`. */
const isNear = (prefix: string, { name, type }: Member): boolean =>
  [name, type].some(
    (each) => each.length > 2 && digitsOf(each) === digitsOf(prefix) && nearest(prefix, [each], 1) === each,
  );

const digitsOf = (text: string): string => text.replaceAll(/\D/g, '');

/** Whether it is what follows the name of a model: of `mistral:7b`, although there is a type of this name. */
const isTag = (text: string): boolean => /^(latest$|(\d+x)?\d+(\.\d+)?[bm]\b)/i.test(text);

const readings = (members: readonly Member[], model: string): Reading[] =>
  members.map((member) => ({ member, model }));

/** @throws ProviderError `REQUEST_INVALID` unless there is only one reading. */
function only(all: readonly Reading[], reference: string): Reading {
  const [reading, other] = all;
  if (reading && !other) return reading;
  throw unclear(all, reference);
}

function unclear(all: readonly Reading[], reference: string): ProviderError {
  const candidates = all.map(({ member, model }) => `${member.name}:${model}`);
  return new ProviderError({
    code: 'REQUEST_INVALID',
    setting: 'model',
    candidates,
    message: `It is not certain which provider "${reference}" is meant for. Write ${candidates.join(' or ')}, or take the provider with get() and give it the model.`,
  });
}

const lists = ({ models = [], provider }: Member, model: string): boolean =>
  models.includes(model) || provider?.knownModels.some(({ id }) => id === model) === true;

/** Whether its models are known, not only some that are named without asking. */
const hasList = ({ models, provider }: Member): boolean =>
  models !== undefined || provider?.knownModels.some(({ source }) => source !== 'fallback') === true;

function noReference(reference: unknown): ProviderError {
  const message = `A model reference is a model's name or "provider:model"; ${display(reference, 'string')} is not.`;
  return new ProviderError({ code: 'REQUEST_INVALID', setting: 'model', message });
}
