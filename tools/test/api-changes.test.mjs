import { describe, expect, it } from 'vitest';
import { apiChanges } from '../lib/api/changes.mjs';

/** What is said of a change, without what a report has around its code. */
function changes(before, after) {
  const report = (code) => `# A package\n\n\`\`\`ts\n${code}\n\`\`\`\n`;
  return apiChanges(report(before), report(after)).map(({ at, text }) => `${at} ${text}`);
}

const none = [];

describe('what is exported', () => {
  it('may become more', () => {
    expect(changes('export type A = string;', 'export type A = string;\nexport function b(): void;')).toEqual(
      none,
    );
  });

  it('may not go, or get another name', () => {
    expect(changes('export type A = string;', 'export type B = string;')).toEqual(['A is gone']);
    expect(changes('export class A {}', 'declare class A {}')).toEqual(['A is gone']);
  });

  it('stays what it is', () => {
    const after = 'export interface A { b: 1 }';
    expect(changes('export type A = { b: 1 };', after)).toEqual(['A was a type, is an interface']);
    const onlyType = 'declare class A {}\nexport type { A };';
    expect(changes('export class A {}', onlyType)).toEqual(['A was a value, is a type only']);
    expect(changes(onlyType, 'export class A {}')).toEqual(none);
  });

  it('comes from the same package', () => {
    const from = (name) => `import type { A } from '${name}';\nexport function b(): A;`;
    expect(changes(from('one'), from('two'))).toEqual(['A was A of one, is A of two']);
    const again = (name) => `import type { A } from '${name}';\nexport { A };`;
    expect(changes(again('one'), again('one'))).toEqual(none);
    expect(changes(again('one'), '')).toEqual(['A is gone']);
  });

  it('may be written in another way', () => {
    const before = "export type A = 'a' | ('b');\nexport function f(a: string): void;";
    expect(
      changes(before, "export function f(text: string): void;\nexport type A =\n  | 'a'\n  | 'b';"),
    ).toEqual(none);
  });

  it('brings along what it needs, which keeps the same rules', () => {
    const before = 'interface Hidden { a: string }\nexport function f(): Hidden;';
    const changed = 'interface Hidden { a: number }\nexport function f(): Hidden;';
    expect(changes(before, changed)).toEqual(['Hidden.a was `string`, is `number`']);
    expect(changes(before, `export ${changed}`)).toEqual(['Hidden.a was `string`, is `number`']);
    const moved = "import type { Hidden } from 'one';\nexport function f(): Hidden;";
    expect(changes(before, moved)).toEqual(['Hidden was of this package, is Hidden of one']);
  });
});

describe('a member', () => {
  const one = (member) => `export interface A { ${member} }`;

  it('may be new if it is optional', () => {
    expect(changes(one('a: string'), one('a: string; b?: string'))).toEqual(none);
    expect(changes(one('a: string'), one('a: string; b: string'))).toEqual(['A.b is new and required']);
  });

  it('may not go', () => {
    expect(changes(one('a: string'), one('b?: string'))).toEqual(['A.a is gone']);
    expect(changes(one('[a: string]: 1'), one(''))).toEqual(['A[string] is gone']);
  });

  it('stays optional or required, as it may be read or written', () => {
    expect(changes(one('a?: string'), one('a: string'))).toEqual(['A.a was optional, is required']);
    expect(changes(one('a: string'), one('a?: string'))).toEqual(['A.a was always there, is optional']);
  });

  it('may stop being readonly, but not become so', () => {
    expect(changes(one('readonly a: string'), one('a: string'))).toEqual(none);
    expect(changes(one('a: string'), one('readonly a: string'))).toEqual(['A.a is readonly now']);
  });

  it('keeps its type, however deep', () => {
    const deep = (type) => one(`a: readonly { b: Promise<{ c: ${type} }> }[]`);
    expect(changes(deep('string'), deep('number'))).toEqual(['A.a.b.c was `string`, is `number`']);
    expect(changes(one('a(b: string): void'), one('a(b: number): void'))).toEqual([
      'A.a(b) was `string`, is `number`',
    ]);
  });

  it('may not come or go with what an interface extends', () => {
    expect(changes('export interface A extends B {}', 'export interface A extends C {}')).toEqual([
      'A was `extends B`, is `extends C`',
    ]);
    expect(changes('export class A extends Error {}', 'export class A {}')).toEqual([
      'A was `extends Error`, extends nothing',
    ]);
    expect(changes('export interface A {}', 'export interface A extends B {}')).toEqual([
      'A extended nothing, is `extends B`',
    ]);
  });

  it('may be a constructor that a class had not, if it wants nothing', () => {
    expect(changes('export class A {}', 'export class A { constructor(a?: string); }')).toEqual(none);
    expect(changes('export class A {}', 'export class A { constructor(a: string); }')).toEqual([
      'A.new is new and required',
    ]);
    expect(changes('export class A { constructor(); }', 'export class A {}')).toEqual(['A.new is gone']);
  });

  it('may be set to what it could be set to', () => {
    const setter = (type) => `export class A { get a(): string; set a(value: ${type}); }`;
    expect(changes(setter('string'), setter('string | number'))).toEqual(none);
    expect(changes(setter('string | number'), setter('string'))).toEqual(['A.set a has lost `number`']);
  });

  it('may not be of a class that nobody can create any more', () => {
    expect(changes('export class A {}', 'export abstract class A {}')).toEqual(['A is abstract now']);
    expect(changes('export abstract class A {}', 'export class A {}')).toEqual(none);
  });

  it('may be new in a class, and in what a package adds to another', () => {
    expect(changes('export class A { a: string }', 'export class A { a: string; b: string }')).toEqual(none);
    const types = (members) => `declare module 'core' { interface Types { ${members} } }`;
    expect(changes(types('a: 1'), types('a: 1; b: 2'))).toEqual(none);
    expect(changes(types('a: 1; b: 2'), types('a: 1'))).toEqual(["'core'.Types.b is gone"]);
    expect(changes(types('a: 1'), '')).toEqual(["'core'.Types is gone"]);
  });
});

describe('a union', () => {
  const alias = (type) => `export type A = ${type};`;

  it('may get members, as a new event of a stream is a minor', () => {
    expect(changes(alias("'a' | 'b'"), alias("'a' | 'c' | 'b'"))).toEqual(none);
    expect(changes(alias('B | C'), alias('B | C | { d?: string }'))).toEqual(none);
  });

  it('may not lose one', () => {
    expect(changes(alias("'a' | 'b' | 'c'"), alias("'a' | 'b'"))).toEqual(["A has lost `'c'`"]);
    expect(changes(alias("'a' | 'b'"), alias("'a' | 'c'"))).toEqual(["A has lost `'b'`, has gained `'c'`"]);
  });

  it('may get members within its members', () => {
    const before = alias("{ type: 'a'; b: string } | { type: 'c' }");
    expect(changes(before, alias("{ type: 'a'; b: string } | { type: 'c'; d?: string }"))).toEqual(none);
    expect(changes(before, alias("{ type: 'a'; b: number } | { type: 'c' }"))).toHaveLength(1);
  });

  it('may not come about where there was one type, nor get nothing', () => {
    expect(changes(alias('string'), alias('string | number'))).toEqual(['A has gained `number`']);
    expect(changes(alias('string | undefined'), alias('string | number | undefined'))).toHaveLength(1);
    expect(changes(alias("'a' | 'b'"), alias("'a' | 'b' | undefined"))).toEqual(['A has gained `undefined`']);
  });

  it('may not get members that are keys of something', () => {
    const keys = (type) => `${alias(type)}\nexport type B = Record<A, string>;`;
    expect(changes(keys("'a' | 'b'"), keys("'a' | 'b' | 'c'"))).toEqual([
      "A has gained `'c'`, and its members are keys",
    ]);
    const long = (type) => `export type B = Record<'${'a'.repeat(200)}' | ${type}, string>;`;
    expect(changes(long("'b'"), long("'c'"))).toHaveLength(1);
    const omitted = (names) => `export type B = Omit<C, ${names}>;`;
    expect(changes(omitted("'a' | 'b'"), omitted("'a' | 'b' | 'c'"))).toHaveLength(1);
  });
});

describe('a function', () => {
  it('may take more', () => {
    expect(
      changes('export function f(a: string): void;', 'export function f(a?: string, b?: 1): void;'),
    ).toEqual(none);
    expect(
      changes('export function f(a: string): void;', 'export function f(a: string | number): void;'),
    ).toEqual(none);
    const options = (members) => `export function f(options: { ${members} }): void;`;
    expect(changes(options('a: string'), options('a?: string; b?: string'))).toEqual(none);
  });

  it('may not take less, or want more', () => {
    const before = 'export function f(a: string | number, b?: string): void;';
    expect(changes(before, 'export function f(a: string, b?: string): void;')).toEqual([
      'f(a) has lost `number`',
    ]);
    expect(changes(before, 'export function f(a: string | number): void;')).toEqual([
      'f(b) is taken no longer',
    ]);
    expect(changes(before, 'export function f(a: string | number, b: string): void;')).toEqual([
      'f(b) was optional, is required',
    ]);
    expect(changes('export function f(): void;', 'export function f(a: string): void;')).toEqual([
      'f(a) is new and required',
    ]);
  });

  it('may promise more, but not less', () => {
    const gives = (type) => `export function f(): ${type};`;
    expect(changes(gives('string | undefined'), gives('string'))).toEqual(none);
    expect(changes(gives('{ a?: string }'), gives('{ a: string; b: string }'))).toEqual(none);
    expect(changes(gives("'a' | 'b' | 'c'"), gives("'a' | 'b' | 'd'"))).toEqual([
      "f has lost `'c'`, has gained `'d'`",
    ]);
    expect(changes(gives('string'), gives('string | undefined'))).toEqual(['f has gained `undefined`']);
    expect(changes(gives('{ a: string }'), gives('{ a?: string }'))).toEqual([
      'f.a was always there, is optional',
    ]);
  });

  it('may give more to a function that it is given, but not less', () => {
    const calls = (parameters) => `export function f(listener: (${parameters}) => void): void;`;
    expect(changes(calls('a: string'), calls('a: string, b: string'))).toEqual(none);
    expect(changes(calls('a: string'), calls(''))).toEqual(['f(listener)(a) is taken no longer']);
    expect(changes(calls('a: string'), calls('a: string | undefined'))).toEqual([
      'f(listener)(a) has gained `undefined`',
    ]);
  });

  it('keeps its signatures and type parameters, and may get more of these with a default', () => {
    const before = 'export function f<T>(a: T): T;\nexport function f(): void;';
    expect(changes(before, 'export function f<T>(a: T): T;')).toEqual(['f had 2 signatures, has 1']);
    expect(changes('export type A<T> = T[];', 'export type A<T, U = 1> = T[];')).toEqual(none);
    expect(changes('export type A<T> = T[];', 'export type A<T, U> = T[];')).toEqual([
      'A had the type parameters `<T>`, has `<T, U>`',
    ]);
  });
});

describe('a constant', () => {
  it('may get more items or members, and keeps what it had', () => {
    expect(changes("export const a: readonly ['b'];", "export const a: readonly ['c', 'b'];")).toEqual(none);
    expect(changes("export const a: readonly ['b', 'c'];", "export const a: readonly ['c'];")).toHaveLength(
      1,
    );
    expect(changes('export const a: { b: 1 };', 'export const a: { b: 1; c: 2 };')).toEqual(none);
    expect(changes('export const a: { b: 1 };', 'export const a: { b: 2 };')).toEqual([
      'a.b was `1`, is `2`',
    ]);
  });
});
