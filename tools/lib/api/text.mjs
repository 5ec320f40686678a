import ts from 'typescript-6';

const printer = ts.createPrinter({ removeComments: true });

/** A part of a report as one line, however it was laid out; nothing for a type that is left out. */
export function textOf(node) {
  if (node === undefined) return '';
  const text = printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
  return text.replace(/\s+/g, ' ').trim();
}

/** The same, short enough for a message. */
export function shortTextOf(node) {
  const text = textOf(node);
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

/** Whether two types are written the same way. */
export function sameText(before, after) {
  return textOf(before) === textOf(after);
}
