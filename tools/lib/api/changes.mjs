import ts from 'typescript-6';
import { memberChanges } from './members.mjs';
import { readReport } from './model.mjs';
import { signatureChanges, typeParameterChanges } from './signatures.mjs';
import { sameText, shortTextOf, textOf } from './text.mjs';
import { typeChanges } from './types.mjs';

/**
 * What between two reports of an entry point may break its users: docs/decisions/0015 has the rules.
 *
 * @param {string} before Markdown.
 * @param {string} after
 * @returns {import('./types.mjs').Change[]} None if all that has changed is additions.
 */
export function apiChanges(before, after) {
  const [old, now] = [readReport(before), readReport(after)];
  const keys = new Set([...namesOfKeys(old), ...namesOfKeys(now)]);
  const gone = [...old.exported.keys(), ...old.augmented.keys()]
    .filter((name) => !now.exported.has(name) && !now.augmented.has(name))
    .map((name) => ({ at: nameOf(name), text: 'is gone' }));
  const changed = ['exported', 'internal', 'augmented'].flatMap((part) =>
    [...old[part]].flatMap(([name, declaration]) => {
      const next = now[part].get(name) ?? now.exported.get(name);
      if (next === undefined) return part === 'internal' ? movedAway(nameOf(name), now) : [];
      const place = { at: nameOf(name), keys: keys.has(nameOf(name)), open: part === 'augmented' };
      return declarationChanges(declaration, next, place);
    }),
  );
  const moved = [...old.imported]
    .filter(([name, origin]) => (now.imported.get(name) ?? origin) !== origin)
    .map(([name, origin]) => ({ at: name, text: `was ${origin}, is ${now.imported.get(name)}` }));
  return [...gone, ...changed, ...moved];
}

/** A type that is not exported may go, but not come from elsewhere. */
function movedAway(name, { imported }) {
  return imported.has(name) ? [{ at: name, text: `was of this package, is ${imported.get(name)}` }] : [];
}

function declarationChanges(before, after, place) {
  const { at } = place;
  if (before.kind !== after.kind) return [{ at, text: `was ${a(before.kind)}, is ${a(after.kind)}` }];
  if (after.onlyType && !before.onlyType) return [{ at, text: 'was a value, is a type only' }];
  const compare = comparisons[before.kind];
  if (compare !== undefined) return compare(before.nodes, after.nodes, place);
  return before.nodes.every((node, index) => sameText(node, after.nodes[index]))
    ? []
    : [{ at, text: 'has changed' }];
}

const comparisons = {
  type: ([before], [after], { at, keys }) => [
    ...typeParameterChanges(before, after, { at }),
    ...typeChanges(before.type, after.type, { at, use: 'both', keys }),
  ],
  constant: ([before], [after], { at }) => typeChanges(before.type, after.type, { at, use: 'read' }),
  function: (before, after, { at }) => {
    if (before.length > after.length)
      return [{ at, text: `had ${before.length} signatures, has ${after.length}` }];
    return before.flatMap((each, index) =>
      signatureChanges(each, after[index], { at, use: 'read' }, typeChanges),
    );
  },
  interface: (before, after, { at, open }) => [
    ...headChanges(before, after, at),
    ...membersChanges(before, after, { at, use: 'both', open }),
  ],
  class: (before, after, { at }) => [
    ...headChanges(before, after, at),
    ...(isAbstract(after) && !isAbstract(before) ? [{ at, text: 'is abstract now' }] : []),
    ...membersChanges(before, after, { at, use: 'read' }),
  ],
  enum: (before, after, { at }) => listed(before, after, at, (node) => node.members),
  namespace: (before, after, { at }) => listed(before, after, at, namesOfNamespace),
};

function headChanges(before, after, at) {
  const [old, now] = [before, after].map((nodes) => {
    return nodes.flatMap(({ heritageClauses = [] }) => heritageClauses.map(textOf)).join(' ');
  });
  const heritage =
    old === now
      ? []
      : [
          {
            at,
            text: `${old ? `was \`${old}\`` : 'extended nothing'}, ${now ? `is \`${now}\`` : 'extends nothing'}`,
          },
        ];
  return [...typeParameterChanges(before[0], after[0], { at }), ...heritage];
}

function isAbstract(nodes) {
  return nodes.some(({ modifiers = [] }) =>
    modifiers.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword),
  );
}

function membersChanges(before, after, place) {
  const [old, now] = [before, after].map((nodes) => nodes.flatMap(({ members }) => [...members]));
  return memberChanges(old, now, place, typeChanges);
}

function namesOfNamespace({ body }) {
  return body.statements.flatMap((each) =>
    ts.isExportDeclaration(each) ? [...each.exportClause.elements] : [each],
  );
}

/** Each must still be there, as it was. */
function listed(before, after, at, itemsOf) {
  const now = after.flatMap((node) => [...itemsOf(node)]);
  return before
    .flatMap((node) => [...itemsOf(node)])
    .filter((each) => !now.some((other) => sameText(each, other)))
    .map((each) => ({ at, text: `had \`${shortTextOf(each)}\`` }));
}

/** Names whose union is used as keys, where one more is not an addition: `Record<Name, …>`, `Omit<…, Name>`. */
function namesOfKeys({ exported, internal, augmented }) {
  const names = [];
  const visit = (node) => {
    if (ts.isMappedTypeNode(node) && node.questionToken === undefined)
      names.push(textOf(node.typeParameter.constraint));
    if (ts.isTypeReferenceNode(node))
      names.push(textOf(node.typeArguments?.[positions[node.typeName.getText()]]));
    ts.forEachChild(node, visit);
  };
  for (const map of [exported, internal, augmented])
    for (const { nodes } of map.values()) nodes.forEach(visit);
  return names;
}

const positions = { Record: 0, Pick: 1, Omit: 1, Exclude: 1, Extract: 1 };

function nameOf(key) {
  return key.replace(/^type /, '');
}

function a(kind) {
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}
