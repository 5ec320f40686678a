import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import ts from 'typescript-6';
import { root } from '../root.mjs';

const file = 'entry.api.md';
const host = {
  getCurrentDirectory: () => root,
  getCanonicalFileName: (name) => name,
  getNewLine: () => '\n',
};
const silent = { default: { logLevel: 'none' } };

/** With every global that a package may use: API Extractor fails where it cannot find a name. */
const compilerOptions = {
  target: 'es2023',
  lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable'],
  types: ['node'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  skipLibCheck: true,
};

/**
 * Has API Extractor write down what each entry point exports, with every type that it reaches in the same package.
 *
 * @param {string} scratch A folder with the entry points and all that they import, where files are written too.
 * @param {readonly { entry: string, packageFile: string }[]} entries Declaration files, and their `package.json`.
 * @returns {string[]} TypeScript with comments, for each entry.
 * @throws {Error} If the declarations cannot be read.
 */
export function extractApi(scratch, entries) {
  const configs = entries.map((each) => configOf(scratch, each));
  const additionalEntryPoints = entries.map(({ entry }) => entry);
  const compilerState = CompilerState.create(configs[0], { additionalEntryPoints }); // one program for all is quicker
  const mistakes = compilerState.program.getSyntacticDiagnostics();
  if (mistakes.length > 0)
    throw new Error(`TypeScript ${ts.version} cannot read ${ts.formatDiagnostics(mistakes, host)}`);
  return configs.map((config) => {
    const errors = [];
    const { succeeded } = Extractor.invoke(config, {
      compilerState,
      localBuild: true,
      messageCallback(message) {
        message.handled = true;
        if (message.logLevel === 'error') errors.push(message.formatMessageWithLocation(scratch));
      },
    });
    const code = /^```ts\n(.*)^```$/ms.exec(readFileSync(join(scratch, file), 'utf8'))?.[1];
    if (succeeded && code !== undefined) return withOwnNames(code);
    throw new Error(`API Extractor cannot read ${config.mainEntryPointFilePath}: ${errors.join('\n')}`);
  });
}

function configOf(scratch, { entry, packageFile }) {
  const apiReport = {
    enabled: true,
    includeForgottenExports: true,
    reportFileName: file,
    reportFolder: scratch,
    reportTempFolder: join(scratch, 'temporary'),
  };
  const configObject = {
    projectFolder: scratch,
    mainEntryPointFilePath: entry,
    newlineKind: 'lf',
    compiler: { overrideTsconfig: { compilerOptions, files: [entry] } },
    apiReport,
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: { extractorMessageReporting: silent, tsdocMessageReporting: silent },
  };
  return ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: undefined,
    packageJsonFullPath: packageFile,
  });
}

/** API Extractor renames what is called as something global, and exports it as `export { Event_2 as Event }`. */
function withOwnNames(code) {
  let text = code;
  for (const [line, renamed, name] of code.matchAll(/^export \{ ((\w+)_\d+) as \2 \}\n/gm)) {
    const others = text.replace(line, '');
    if (new RegExp(`\\b${name}\\b`).test(others)) continue; // the global one is there too
    text = others
      .replace(
        new RegExp(`^((?:interface|type|class|function|const) )${renamed}\\b`, 'gm'),
        `export $1${name}`,
      )
      .replaceAll(new RegExp(`\\b${renamed}\\b`, 'g'), name);
  }
  return text;
}
