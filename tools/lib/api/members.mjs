import ts from 'typescript-6';
import { optionalChanges, signatureChanges } from './signatures.mjs';
import { shortTextOf, textOf } from './text.mjs';

/**
 * What of an interface, an object type or a class has changed so that users may notice.
 *
 * @param {readonly (ts.TypeElement | ts.ClassElement)[]} before
 * @param {readonly (ts.TypeElement | ts.ClassElement)[]} after
 * @param {import('./types.mjs').Place & { open?: boolean }} place `open`: nobody writes such an object, so it may
 *   have new members.
 * @param {typeof import('./types.mjs').typeChanges} typeChanges
 */
export function memberChanges(before, after, { open = false, ...place }, typeChanges) {
  const [old, now] = [byName(before), byName(after)];
  const changes = [...old].flatMap(([name, member]) => {
    const where = { ...place, at: name.startsWith('[') ? place.at + name : `${place.at}.${name}` };
    const next = now.get(name);
    return next === undefined
      ? [{ at: where.at, text: 'is gone' }]
      : changesOf(member, next, where, typeChanges);
  });
  const isFree = open || place.use === 'read';
  const added = [...now].filter(
    ([name, member]) => !old.has(name) && (isFree ? isDemanding(member) : !isOptional(member)),
  );
  return [...changes, ...added.map(([name]) => ({ at: `${place.at}.${name}`, text: 'is new and required' }))];
}

function changesOf(before, after, place, typeChanges) {
  const optional = optionalChanges(isOptional(before), isOptional(after), place);
  const changes = [...modifierChanges(before, after, place), ...optional];
  const callable = [before, after].map((each) => each.parameters !== undefined && !ts.isAccessor(each));
  if (callable[0] && callable[1]) return [...changes, ...signatureChanges(before, after, place, typeChanges)];
  if (callable[0] || callable[1]) {
    return [
      ...changes,
      { at: place.at, text: `was \`${shortTextOf(before)}\`, is \`${shortTextOf(after)}\`` },
    ];
  }
  if (ts.isSetAccessor(before) && ts.isSetAccessor(after)) {
    const [old, now] = [before, after].map(({ parameters }) => parameters[0].type);
    return [...changes, ...typeChanges(old, now, { ...place, use: 'write' })];
  }
  return [...changes, ...typeChanges(before.type, after.type, place)];
}

function modifierChanges(before, after, { at, use }) {
  const [old, now] = [modifiers(before), modifiers(after)];
  if (now.includes('readonly') && !old.includes('readonly') && use !== 'write')
    return [{ at, text: 'is readonly now' }];
  const [others, otherNow] = [old, now].map((list) => list.filter((each) => each !== 'readonly').join(' '));
  return others === otherNow ? [] : [{ at, text: `was \`${others}\`, is \`${otherNow}\`` }];
}

function modifiers(member) {
  const own = (member.modifiers ?? []).map((each) => each.getText());
  return ts.isGetAccessor(member) ? [...own, 'readonly'] : own;
}

function isOptional(member) {
  return member.questionToken !== undefined;
}

/** A constructor with parameters, in a class that had none. */
function isDemanding(member) {
  return ts.isConstructorDeclaration(member) && member.parameters.some((each) => !isOptional(each));
}

/** Overloads by their order: `method`, `method#2`. A setter makes what its getter gives writable, and has no more to say. */
function byName(members) {
  const map = new Map();
  for (const member of members) {
    const name = nameOf(member);
    let key = name;
    for (let count = 2; map.has(key); count += 1) key = `${name}#${count}`;
    map.set(key, member);
  }
  return map;
}

function nameOf(member) {
  return modifiers(member).includes('static') ? `static ${plainNameOf(member)}` : plainNameOf(member);
}

function plainNameOf(member) {
  if (ts.isConstructorDeclaration(member) || ts.isConstructSignatureDeclaration(member)) return 'new';
  if (ts.isCallSignatureDeclaration(member)) return '()';
  if (ts.isIndexSignatureDeclaration(member)) return `[${textOf(member.parameters[0].type)}]`;
  if (ts.isSetAccessor(member)) return `set ${member.name.getText()}`;
  return ts.isStringLiteral(member.name) ? member.name.text : member.name.getText();
}
