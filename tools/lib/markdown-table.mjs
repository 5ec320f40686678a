/** A table in Markdown. */
export function table(head, lines) {
  const line = (cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...lines.map(line)].join('\n');
}

/** A text as code. */
export function code(text) {
  return `\`${text}\``;
}
