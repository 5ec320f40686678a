import ts from 'typescript-6';
import { memberChanges } from './members.mjs';
import { signatureChanges } from './signatures.mjs';
import { sameText, shortTextOf, textOf } from './text.mjs';

/**
 * Who deals with values of a type: `read` where users get them, `write` where they give them, `both` where it is not
 * known, as with every type that has a name.
 *
 * @typedef {'read' | 'write' | 'both'} Use
 * @typedef {{ at: string, use: Use, keys?: boolean }} Place `keys`: the members of a union are keys of something.
 * @typedef {{ at: string, text: string }} Change
 */

/**
 * What of a type has changed so that users may notice.
 *
 * @param {ts.TypeNode | undefined} before
 * @param {ts.TypeNode | undefined} after
 * @param {Place} place
 * @returns {Change[]}
 */
export function typeChanges(before, after, place) {
  if (sameText(before, after)) return [];
  const pair = [unwrapped(before), unwrapped(after)];
  if (pair.includes(undefined)) return [change(place, before, after)];
  if (pair.some(ts.isUnionTypeNode)) return unionChanges(...pair, place);
  if (pair.every(ts.isTypeLiteralNode))
    return memberChanges(pair[0].members, pair[1].members, place, typeChanges);
  if (pair.every(ts.isFunctionTypeNode)) return signatureChanges(...pair, place, typeChanges);
  if (pair.every(ts.isTupleTypeNode) && place.use === 'read') return listChanges(...pair, place);
  const inner = pair.map(contentOf);
  if (inner.every((each) => each !== undefined) && inner[0].around === inner[1].around) {
    return typeChanges(inner[0].content, inner[1].content, place);
  }
  return [change(place, before, after)];
}

/** A union may get members, where it is one already; where users give values, it may become one too. */
function unionChanges(before, after, place) {
  const [old, now] = [alternatives(before), alternatives(after)];
  const gained = now.filter((each) => !old.some((other) => sameText(other, each)));
  const lost = old
    .filter((each) => !now.some((other) => sameText(other, each)))
    .filter((each) => {
      const heir = gained.findIndex((other) => typeChanges(each, other, place).length === 0);
      if (heir !== -1) gained.splice(heir, 1);
      return heir === -1;
    });
  const wasUnion = old.filter((each) => !isNothing(each)).length > 1;
  const mayGain = !place.keys && (place.use === 'write' || (wasUnion && !gained.some(isNothing)));
  if (lost.length === 0 ? gained.length === 0 || mayGain : gained.length === 0 && place.use === 'read')
    return [];
  const texts = [
    ...lost.map((each) => `has lost \`${shortTextOf(each)}\``),
    ...gained.map(
      (each) => `has gained \`${shortTextOf(each)}\`${place.keys ? ', and its members are keys' : ''}`,
    ),
  ];
  return [{ at: place.at, text: texts.join(', ') }];
}

/** A constant list may get more items. */
function listChanges(before, after, place) {
  const rest = [...after.elements];
  const kept = before.elements.every((each) => {
    const index = rest.findIndex((other) => sameText(each, other));
    if (index === -1 || !ts.isLiteralTypeNode(each)) return false;
    rest.splice(0, index + 1);
    return true;
  });
  return kept ? [] : [change(place, before, after)];
}

/** Where a change of what is in it means the same for the whole: `readonly X[]`, `Promise<X>`, `Record<'a', X>`. */
function contentOf(node) {
  if (ts.isArrayTypeNode(node)) return { around: 'array', content: node.elementType };
  if (ts.isTypeOperatorNode(node)) {
    const around = ts.tokenToString(node.operator);
    return around === 'readonly' ? { around, content: node.type } : undefined;
  }
  const { typeName, typeArguments = [] } = node;
  if (!ts.isTypeReferenceNode(node) || !containers.has(typeName.getText())) return undefined;
  const keys = typeArguments.slice(0, -1).map(textOf);
  return { around: [typeName.getText(), ...keys].join(), content: typeArguments.at(-1) };
}

const containers = new Set(
  `Array ReadonlyArray Set ReadonlySet Map ReadonlyMap Record Promise PromiseLike Readonly Partial Required Iterable
  AsyncIterable`.split(/\s+/),
);

function alternatives(node) {
  return ts.isUnionTypeNode(node) ? node.types.flatMap((each) => alternatives(unwrapped(each))) : [node];
}

function isNothing(node) {
  return ['undefined', 'null', 'void'].includes(node.getText());
}

function unwrapped(node) {
  return node !== undefined && ts.isParenthesizedTypeNode(node) ? unwrapped(node.type) : node;
}

function change({ at }, before, after) {
  return { at, text: `was \`${shortTextOf(before)}\`, is \`${shortTextOf(after)}\`` };
}
