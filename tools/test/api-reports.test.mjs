import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { compareReports, writeReports } from '../lib/api/reports.mjs';
import { publishedPackages } from '../lib/workspace.mjs';
import { workspaceOf, write } from './support/fixture.mjs';
import { manifestOf } from './support/manifests.mjs';

vi.setConfig({ testTimeout: 120_000 }); // API Extractor reads the types of browsers and of Node each time

const files = {
  'index.d.ts': `
    import './register.js';
    import { type Inner } from './inner.js';
    /** A comment. */
    export interface Options {
      /** Another. */
      readonly inner?: Inner | undefined;
      readonly kind: 'a' | 'b';
    }
    export declare const brand: unique symbol;
    export declare function f<const T extends string>(value: T, ...rest: readonly number[]): value is T;
    export type { Made } from './made.js';
    export { make, type Event } from './made.js';
    export * as parts from './parts.js';`,
  'inner.d.ts': `
    // A comment.
    export interface Inner { readonly [name: string]: Hidden; }
    interface Hidden { a: 1; }`,
  'made.d.ts': `
    import type { Server } from 'node:http';
    export declare class Made { #private; private constructor(); static of(server: Server): Made; }
    export declare function make(url: URL): Made;
    /** Called like something of browsers. */
    export interface Event { type: string }`,
  'parts.d.ts': 'export declare const part: readonly string[];',
  'register.d.ts': `
    import type { Options } from './index.js';
    interface Types { options: Options; }
    declare module '@modelport/core' { interface ProviderTypes { x: Types; } }
    declare global { interface Window { x: Types } }
    export {};`,
  'unused.d.ts': 'export type Unused = 1;',
  'definition.d.ts':
    "import type { Options } from './index.js';\nexport declare const definition: Options['kind'];",
};

const manifest = manifestOf('@modelport/x', 'x', {
  exports: {
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
    './definition': { types: './dist/definition.d.ts', default: './dist/definition.js' },
    './package.json': './package.json',
  },
});

function workspace() {
  const types = Object.entries(files).map(([file, text]) => [`x/dist/${file}`, text]);
  return workspaceOf({ 'x/package.json': manifest, ...Object.fromEntries(types) });
}

const expected = `# What \`@modelport/x\` exports

Written by \`npm run api\`. A change here is a change for users: see "Public API" in CONTRIBUTING.md.

\`\`\`ts
import type { Server } from 'node:http';

export const brand: unique symbol;

export interface Event {
  type: string;
}

export function f<const T extends string>(value: T, ...rest: readonly number[]): value is T;

interface Hidden {
  a: 1;
}

interface Inner {
  readonly [name: string]: Hidden;
}

declare class Made {
  static of(server: Server): Made;
}

export type { Made };

export function make(url: URL): Made;

export interface Options {
  readonly inner?: Inner | undefined;
  readonly kind: 'a' | 'b';
}

const part: readonly string[];

declare namespace parts {
  export { part };
}

export { parts };

interface Types {
  options: Options;
}

declare global {
  interface Window {
    x: Types;
  }
}

declare module '@modelport/core' {
  interface ProviderTypes {
    x: Types;
  }
}
\`\`\`
`;

describe('API reports', () => {
  it('hold all types that an entry point exports, needs and adds to other packages, without comments', () => {
    const { packages } = workspace();
    const [index, definition] = compareReports(packages).outdated;
    expect(index.file).toBe('packages/x/api/index.api.md');
    expect(index.text).toBe(expected);
    expect(definition.file).toBe('packages/x/api/definition.api.md');
    expect(definition.text).toContain("export const definition: Options['kind'];");
  });

  it('are outdated once a type changes, and say which command writes them; a comment changes nothing', () => {
    const { base, packages } = workspace();
    const problemsOf = ({ outdated }) => outdated.map(({ problem }) => problem);
    const advice = 'run `npm run api`, and look at what has changed';
    const first = compareReports(packages);
    expect(problemsOf(first)).toEqual([
      `packages/x/api/index.api.md is missing: ${advice}`,
      `packages/x/api/definition.api.md is missing: ${advice}`,
    ]);
    writeReports(first.outdated);
    const parts = join(base, 'packages/x/dist/parts.d.ts');
    write(base, { 'packages/x/dist/parts.d.ts': `/** New. */ ${readFileSync(parts, 'utf8')} // Words.` });
    expect(problemsOf(compareReports(packages))).toEqual([]);
    write(base, { 'packages/x/dist/parts.d.ts': 'export declare const part: readonly number[];' });
    expect(problemsOf(compareReports(packages))).toEqual([
      `packages/x/api/index.api.md is not what the types are now: ${advice}`,
    ]);
  });

  it('go with their entry points', () => {
    const { base, packages } = workspace();
    writeReports(compareReports(packages).outdated);
    const { './definition': _, ...others } = manifest.exports;
    write(base, { 'packages/x/package.json': { ...manifest, exports: others } });
    const { outdated } = compareReports(publishedPackages(base));
    expect(outdated.map(({ problem }) => problem)).toEqual([
      'packages/x/api/definition.api.md is of no entry point in exports: run `npm run api`, and look at what has changed',
    ]);
    writeReports(outdated);
    expect(existsSync(join(base, 'packages/x/api/definition.api.md'))).toBe(false);
  });

  it('are not written without something that is exported, should API Extractor lose it', () => {
    const { base, packages } = workspace();
    write(base, { 'packages/x/dist/definition.d.ts': "export {}; export * as lost from './parts.js';" });
    expect(() => compareReports(packages)).toThrow(
      'The API report of @modelport/x/definition lacks what it exports: lost',
    );
  });

  it('are not written of declarations that cannot be parsed', () => {
    const { base, packages } = workspace();
    write(base, { 'packages/x/dist/definition.d.ts': 'export type Future = list of string;' });
    expect(() => compareReports(packages)).toThrow(
      /^TypeScript 6\S+ cannot read \S+definition\.d\.ts\(1,\d+\): error/,
    );
  });

  it('need the declarations of a build', () => {
    const { base, packages } = workspace();
    rmSync(join(base, 'packages/x/dist'), { recursive: true });
    expect(() => compareReports(packages)).toThrow(
      'packages/x/dist/index.d.ts is missing: run `npm run build`',
    );
  });
});

it('the report of a provider shows how createProvider knows its types', () => {
  const text = readFileSync(
    new URL('../../packages/provider-ollama/api/index.api.md', import.meta.url),
    'utf8',
  );
  expect(text).toContain(
    "declare module '@modelport/core' {\n  interface ProviderTypes {\n    ollama: OllamaTypes;",
  );
  expect(text).toMatch(/interface OllamaTypes \{[^}]*options: OllamaOptions;/);
});
