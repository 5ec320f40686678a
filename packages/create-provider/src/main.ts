#!/usr/bin/env node
import { basename, relative, resolve } from 'node:path';
import { stdin, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { askForType } from './ask-for-type.js';
import { namesFor, problemWithDisplayName, problemWithPackageName, problemWithType } from './names.js';
import { writePackage } from './write-package.js';

const help = `Usage: npm create @modelport/provider -- [type] [folder] [options]

Writes a Modelport provider package that builds, lints, passes its conformance run and is ready to publish.

  type                   The type string, such as my-llm: createProvider('my-llm', …). Asked for if it is missing.
  folder                 Where to write. Default: a new folder with the name of the package.

  --package <name>       Name of the npm package. Default: modelport-provider-<type>.
  --display-name <name>  What people call the backend. Default: made of the type.
  --help                 Shows this.
`;

/** Something that the user can put right; shown without a stack. */
class UsageError extends Error {}

try {
  await main();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error instanceof UsageError ? `${error.message}\n\n${help}` : error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) return console.log(help);
  const [given, place, ...more] = positionals;
  if (more.length > 0) throw new UsageError(`Too many arguments: ${more.join(' ')}`);
  const type = given ?? (await askOnTerminal());
  const names = namesFor(type, { displayName: values['display-name'], packageName: values.package });
  const problem =
    problemWithType(type) ??
    problemWithPackageName(names.packageName) ??
    problemWithDisplayName(names.displayName);
  if (problem !== undefined) throw new UsageError(problem);
  const folder = resolve(place ?? basename(names.packageName));
  const files = await writePackage(folder, names);
  const shown = relative(process.cwd(), folder) || '.';
  console.log(`Wrote ${names.packageName} (${files.length} files) to ${shown}. Next:

  ${shown === '.' ? '' : `cd ${shown}\n  `}npm install
  npm test        # the conformance suite: green as it is
  npm run build

Then make it yours: src/wire.ts, src/to-wire.ts and src/from-wire.ts say how ${names.displayName} speaks.
Guide: https://github.com/modelport/modelport/blob/main/docs/authoring-a-provider.md`);
}

function readArguments() {
  const text = { type: 'string' } as const;
  const options = { package: text, 'display-name': text, help: { type: 'boolean', short: 'h' } } as const;
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function askOnTerminal(): Promise<string> {
  if (!stdin.isTTY) throw new UsageError('Which type string? Give it as the first argument, such as my-llm.');
  return askForType(stdin, stdout);
}
