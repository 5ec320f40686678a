// Writes docs/settings.md, the table of all settings, from the definitions of the built packages. `--check` only compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { report } from './lib/report.mjs';
import { root } from './lib/root.mjs';
import { providerPackages } from './lib/workspace.mjs';

const file = join(root, 'docs', 'settings.md');
const { listDefinitions, listSettings } = await importBuilt(join(root, 'packages', 'core'));
for (const { directory } of providerPackages()) await importBuilt(directory);
const definitions = [...listDefinitions()].sort((a, b) => (a.type < b.type ? -1 : 1));
const rows = definitions.flatMap(rowsOf);
const page = pageOf(rows);

if (process.argv.includes('--check')) {
  const current = existsSync(file) && readFileSync(file, 'utf8') === page;
  const problems = current ? [] : ['docs/settings.md: run `node tools/generate-settings-docs.mjs`'];
  report(problems, `${rows.length} settings of ${definitions.length} types are documented`);
} else {
  writeFileSync(file, page);
  console.log(`${rows.length} settings of ${definitions.length} types written`);
}

function importBuilt(directory) {
  return import(pathToFileURL(join(directory, 'dist', 'index.js')).href);
}

function rowsOf(definition) {
  return listSettings(definition).map((setting) => [
    code(definition.type),
    code(setting.name),
    setting.description,
    kindOf(setting),
    setting.environment.names.map(code).join(', '),
    setting.settings.names.map(code).join(', '),
    defaultsOf(setting),
  ]);
}

function kindOf({ kind, values = [], min, max, required }) {
  const choice = values.length > 0 ? `: ${values.map(code).join(', ')}` : '';
  const range = min === undefined ? '' : `, ${min}${max === undefined ? ' or more' : ` to ${max}`}`;
  return `${kind === 'object' ? 'object, in code only' : kind}${choice}${range}${required ? ', required' : ''}`;
}

/** What counts where nothing is given: everywhere, and in the one source that has another default. */
function defaultsOf({ default: usual, environment, settings }) {
  const of = (source, value) =>
    value === undefined || value === usual ? [] : [`${source}: ${code(JSON.stringify(value))}`];
  const general = usual === undefined ? [] : [code(JSON.stringify(usual))];
  return [...general, ...of('environment', environment.default), ...of('settings', settings.default)].join(
    '; ',
  );
}

function code(text) {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function pageOf(rows) {
  const head = ['type', 'option', 'what it is', 'kind', 'environment', 'settings key', 'default'];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return `<!-- Written by tools/generate-settings-docs.mjs from the definitions of the packages. -->

# Settings

Every setting of every type: the option that it is in code and in a config, the environment variables and the keys of
an application's settings that give it, and its default. [Configuration](configuration.md) tells how they are read.

- Of several names, the first that is given counts. Case, \`-\`, \`_\` and nesting make no difference: \`ollama_base_url\`,
  \`ollamaBaseUrl\` and \`{ ollama: { base_url } }\` are the same key.
- \`timeout\` is in seconds here, and in milliseconds among the options of \`createProvider\`.
- A default after \`environment:\` or \`settings:\` is of that source alone.

Which type is used is said by \`PREFERRED_PROVIDER\` or \`LLM_PROVIDER\` in the environment, by \`provider\`, \`llm_provider\`
or \`preferred_provider\` in settings. \`LOG_LEVEL\` in the environment (\`debug\`, \`info\`, \`warn\`, \`error\`, \`off\`) makes
every provider that is made from one of these sources log its calls.

${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}
`;
}
