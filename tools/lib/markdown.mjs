/**
 * The fenced code blocks of a Markdown text.
 *
 * @param {string} markdown
 * @returns {{ language: string, note: string, line: number, code: string }[]} `note` is what follows the language
 *   on the fence; `line` counts the lines before the code.
 */
export function codeBlocks(markdown) {
  const blocks = [];
  let open;
  for (const [index, text] of markdown.split('\n').entries()) {
    const fence = /^( *)(`{3,}|~{3,})\s*(\S*)\s*(.*)$/.exec(text);
    if (open === undefined && fence !== null) {
      const [, indent, mark, language, note] = fence;
      open = { indent, mark, block: { language, note: note.trim(), line: index + 1, code: '' } };
    } else if (open !== undefined && text.trim().startsWith(open.mark) && /^(`+|~+)$/.test(text.trim())) {
      blocks.push(open.block);
      open = undefined;
    } else if (open !== undefined) {
      open.block.code += `${text.startsWith(open.indent) ? text.slice(open.indent.length) : text}\n`;
    }
  }
  return blocks;
}

/** The second-level headings of a Markdown text, in order; what stands in code blocks is none. */
export function headings(markdown) {
  const withoutCode = markdown.replace(/^( *)(`{3,}|~{3,})[\s\S]*?^\1\2`*\s*$/gm, '');
  return [...withoutCode.matchAll(/^## (.+)$/gm)].map((match) => match[1].trim());
}
