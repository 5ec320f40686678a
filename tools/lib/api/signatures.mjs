import { sameText, shortTextOf } from './text.mjs';

const opposite = { read: 'write', write: 'read', both: 'both' };

/**
 * What of a function, method or constructor has changed so that users may notice. Names of parameters do not count.
 *
 * @param {ts.SignatureDeclaration} before
 * @param {ts.SignatureDeclaration} after
 * @param {import('./types.mjs').Place} place Where the function is: users who `read` it call it.
 * @param {typeof import('./types.mjs').typeChanges} typeChanges
 */
export function signatureChanges(before, after, place, typeChanges) {
  const given = { ...place, use: opposite[place.use] };
  return [
    ...typeParameterChanges(before, after, place),
    ...parameterChanges(before.parameters, after.parameters, given, typeChanges),
    ...typeChanges(before.type, after.type, place),
  ];
}

/** More type parameters are none if they have a default. */
export function typeParameterChanges(before, after, { at }) {
  const [old, now] = [before.typeParameters ?? [], after.typeParameters ?? []];
  const kept = old.every((each, index) => sameText(each, now[index]));
  if (kept && now.slice(old.length).every((each) => each.default !== undefined)) return [];
  const list = (parameters) => `<${parameters.map(shortTextOf).join(', ')}>`;
  return [{ at, text: `had the type parameters \`${list(old)}\`, has \`${list(now)}\`` }];
}

function parameterChanges(before, after, place, typeChanges) {
  const changes = before.flatMap((old, index) => {
    const now = after[index];
    const where = { ...place, at: `${place.at}(${shortTextOf(old.name)})` };
    if (now === undefined) return [{ at: where.at, text: 'is taken no longer' }];
    if ((old.dotDotDotToken === undefined) !== (now.dotDotDotToken === undefined)) {
      return [{ at: where.at, text: `was \`${shortTextOf(old)}\`, is \`${shortTextOf(now)}\`` }];
    }
    return [
      ...optionalChanges(isOptional(old), isOptional(now), where),
      ...typeChanges(old.type, now.type, where),
    ];
  });
  const added = after.slice(before.length).filter((each) => !isOptional(each) && place.use !== 'read');
  return [
    ...changes,
    ...added.map((each) => ({ at: `${place.at}(${shortTextOf(each.name)})`, text: 'is new and required' })),
  ];
}

/** Whoever gives a value may be asked for less, whoever gets one may be promised more. */
export function optionalChanges(wasOptional, isOptional, { at, use }) {
  if (wasOptional === isOptional || use === (isOptional ? 'write' : 'read')) return [];
  return [{ at, text: isOptional ? 'was always there, is optional' : 'was optional, is required' }];
}

function isOptional(parameter) {
  return parameter.questionToken !== undefined || parameter.dotDotDotToken !== undefined;
}
