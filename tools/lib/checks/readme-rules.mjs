import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { headings, title } from '../markdown.mjs';
import { isProvider } from '../workspace.mjs';

/**
 * What is wrong with the READMEs of published packages. Those of the providers have the same headings in the same
 * order, so that whoever knows one finds their way in all.
 *
 * @param {ReturnType<import('../workspace.mjs').workspacePackages>} packages
 */
export function readmeProblems(packages) {
  const readmes = packages.map((each) => ({ ...each, text: readText(join(each.directory, 'README.md')) }));
  const written = readmes.filter(({ text }) => text !== undefined);
  const [first, ...others] = written.filter(isProvider);
  return [
    ...readmes
      .filter(({ text }) => text === undefined)
      .map(({ folder }) => `${folder}/README.md is missing; npm shows it as the page of the package`),
    ...written.flatMap(titleProblems),
    ...others.flatMap((each) => differences(each, first)),
  ];
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function titleProblems({ folder, manifest, text }) {
  const found = title(text);
  if (found === manifest.name) return [];
  return [
    `${folder}/README.md must begin with "# ${manifest.name}", not with ${JSON.stringify(found ?? '')}`,
  ];
}

function differences({ folder, text }, first) {
  const [has, needs] = [text, first.text].map((each) => headings(each).join(' · ') || '(none)');
  if (has === needs) return [];
  return [
    [
      `${folder}/README.md has other headings than ${first.folder}/README.md:`,
      `  it has:   ${has}`,
      `  it needs: ${needs}`,
    ].join('\n'),
  ];
}
