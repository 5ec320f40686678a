import { codeBlocks } from '../markdown.mjs';
import { unregisteredTypes } from '../unregistered-types.mjs';

const compiled = ['ts', 'typescript', 'mts'];
const shouldBeCompiled = ['js', 'javascript', 'mjs', 'cjs', 'cts', 'jsx', 'tsx'];

/**
 * Makes a module of each code block of a document, in which the code stands at its own line, so that errors point
 * into the document.
 *
 * - `ts continues` goes on where the block before it in the same file ended.
 * - `ts nocheck: reason` becomes no module; its reason is listed.
 *
 * @param {string} file The document's name, for messages.
 * @param {string} markdown
 * @param {Readonly<Record<string, string>>} knownTypes The package that a block has to import for each type.
 * @returns {{ modules: { file: string, line: number, source: string }[], problems: string[], unchecked: string[] }}
 */
export function docBlocks(file, markdown, knownTypes) {
  const found = { modules: [], problems: [], unchecked: [] };
  let previous = [];
  for (const { language, note, line, code } of codeBlocks(markdown)) {
    const place = `${file}:${line}`;
    if (language === '')
      found.problems.push(`${place}: the block names no language; write text if it is none`);
    if (![...compiled, ...shouldBeCompiled].includes(language)) continue;
    if (note.startsWith('nocheck')) {
      const reason = note.replace(/^nocheck:?\s*/, '');
      if (reason === '')
        found.problems.push(`${place}: nocheck needs a reason: \`\`\`${language} nocheck: reason`);
      found.unchecked.push(`${place} (${reason})`);
      continue;
    }
    if (shouldBeCompiled.includes(language)) {
      const advice = `write \`\`\`ts, or say why not: \`\`\`${language} nocheck: reason`;
      found.problems.push(`${place}: a block of ${language} is not compiled: ${advice}`);
      continue;
    }
    const lines = note === 'continues' ? [...previous] : [];
    while (lines.length < line) lines.push('');
    lines.push(...code.split('\n'));
    previous = lines;
    for (const type of unregisteredTypes(lines.join('\n'), knownTypes)) {
      found.problems.push(`${place}: creates '${type}' without importing its package, ${knownTypes[type]}`);
    }
    found.modules.push({ file, line, source: `${lines.join('\n')}\nexport {};\n` });
  }
  return found;
}
