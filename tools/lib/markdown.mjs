/**
 * The fenced code blocks of a Markdown text, those in lists and quotations too.
 *
 * @param {string} markdown
 * @returns {{ language: string, note: string, line: number, code: string }[]} `language` is in lower case; `note` is
 *   what follows it on the fence; `line` counts the lines before the code.
 */
export function codeBlocks(markdown) {
  const blocks = [];
  let open;
  for (const [index, text] of markdown.split('\n').entries()) {
    const fence = /^([ >]*)(`{3,}|~{3,})\s*(\S*)\s*(.*)$/.exec(text);
    if (open === undefined && fence !== null) {
      const [, indent, mark, language, note] = fence;
      const block = { language: language.toLowerCase(), note: note.trim(), line: index + 1, code: '' };
      open = { indent, mark, block };
    } else if (open !== undefined) {
      const inner = withoutIndent(text, open.indent);
      if (inner.trim().startsWith(open.mark) && /^(`+|~+)$/.test(inner.trim())) {
        blocks.push(open.block);
        open = undefined;
      } else {
        open.block.code += `${inner}\n`;
      }
    }
  }
  return blocks;
}

/** In a quotation, whose indent is `> `, an empty line has `>` alone. */
function withoutIndent(text, indent) {
  return text.slice(text.startsWith(indent) ? indent.length : indent.trimEnd().length);
}

/** The second-level headings of a Markdown text, in order; what stands in code blocks is none. */
export function headings(markdown) {
  const withoutCode = markdown.replace(/^( *)(`{3,}|~{3,})[\s\S]*?^\1\2`*\s*$/gm, '');
  return [...withoutCode.matchAll(/^## (.+)$/gm)].map((match) => match[1].trim());
}

/** The title of a Markdown text, if that is what it begins with. */
export function title(markdown) {
  return /^# (.+)$/.exec(markdown.split('\n', 1)[0])?.[1].trim();
}
