import { describe, expect, it } from 'vitest';
import { namesFor, problemWithPackageName, problemWithType } from '../src/names.js';

describe('the type string', () => {
  it.each(['acme', 'my-llm', 'llm2', 'a1-b2-c3', 'constructor'])('may be %s', (type) => {
    expect(problemWithType(type)).toBeUndefined();
  });

  it.each(['My-LLM', 'my_llm', '2llm', 'my--llm', '-llm', 'my llm', '', '../up'])(
    'may not be "%s"',
    (type) => {
      expect(problemWithType(type)).toContain(`"${type}" is no type string`);
    },
  );

  it('may not be one that has a package already', () => {
    expect(problemWithType('ollama')).toContain('@modelport/provider-ollama');
  });

  it('may not be the word for a choice', () => {
    expect(problemWithType('auto')).toContain('"auto"');
  });
});

describe('the name of the package', () => {
  it.each(['modelport-provider-x', '@me/provider-x', 'x'])('may be %s', (name) => {
    expect(problemWithPackageName(name)).toBeUndefined();
  });

  it.each(['My-Package', '@me/', 'a b', '../x', '@a/b/c', ''])('may not be "%s"', (name) => {
    expect(problemWithPackageName(name)).toContain('no name of an npm package');
  });
});

it('makes all names of the type string', () => {
  expect(namesFor('my-llm')).toEqual({
    type: 'my-llm',
    displayName: 'My Llm',
    identifier: 'MyLlm',
    environment: 'MY_LLM',
    packageName: 'modelport-provider-my-llm',
  });
});

it('takes other names where they are given', () => {
  const names = namesFor('my-llm', { displayName: 'My LLM!', packageName: '@me/llm' });
  expect(names).toMatchObject({ displayName: 'My LLM!', packageName: '@me/llm', identifier: 'MyLlm' });
});
