import { parseArgs } from 'node:util';
import { closest } from './closest.js';

/** What the command line asks for. */
export interface Arguments {
  readonly question?: string | undefined;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly system?: string | undefined;
  readonly help: boolean;
  readonly version: boolean;
  readonly noColor: boolean;
}

/** A command line that cannot be followed; its message is for the person who typed it. */
export class UsageError extends Error {}

const options = {
  provider: { type: 'string', short: 'p' },
  model: { type: 'string', short: 'm' },
  'base-url': { type: 'string' },
  system: { type: 'string', short: 's' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  'no-color': { type: 'boolean' },
} as const;

/**
 * Reads the command line; words that are no flags are the question.
 * @throws UsageError for an unknown flag, with the one that was probably meant, or a flag without its value.
 */
export function parseArguments(args: readonly string[]): Arguments {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    // Without this, --model --help would ask for a model called "--help".
    const isNextFlag = token.inlineValue === false && token.value.startsWith('-');
    checkFlag(token.name, token.rawName, isNextFlag ? undefined : token.value);
  }
  const text = (name: keyof typeof options): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    question: positionals.join(' ').trim() || undefined,
    provider: text('provider'),
    model: text('model'),
    baseUrl: text('base-url'),
    system: text('system'),
    help: values.help === true,
    version: values.version === true,
    noColor: values['no-color'] === true,
  };
}

function checkFlag(name: string, rawName: string, value: string | undefined): void {
  if (!isFlag(name)) {
    const meant = closest(name, Object.keys(options));
    const hint = meant === undefined ? '' : ` Did you mean --${meant}?`;
    throw new UsageError(`There is no flag ${rawName}.${hint} "modelport --help" lists them all.`);
  }
  if (options[name].type === 'string' && !value?.trim()) {
    throw new UsageError(`${rawName} needs a value, as in: ${rawName} ${examples[name] ?? '...'}`);
  }
  if (options[name].type === 'boolean' && value !== undefined) {
    throw new UsageError(`${rawName} takes no value.`);
  }
}

const examples: Readonly<Record<string, string>> = {
  provider: 'llamacpp',
  model: 'qwen3:8b',
  'base-url': 'http://127.0.0.1:8080/v1',
  system: '"Answer in one sentence."',
};

function isFlag(name: string): name is keyof typeof options {
  return Object.hasOwn(options, name);
}
