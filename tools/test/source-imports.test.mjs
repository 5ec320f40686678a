import { expect, it } from 'vitest';
import { importsOf } from '../lib/source-imports.mjs';

it('finds every form of import, and none in comments', () => {
  const source = [
    "import './register.js';",
    "import type { Contract } from './contract.js';",
    'import {',
    '  one,',
    '  two,',
    "} from '@modelport/core';",
    "export { three } from './three.js';",
    "export const four = 'from here';",
    '/**',
    " * import { wrong } from 'wrong';",
    " * await import('wrong');",
    ' */',
    "const five = await import('./five.js');",
    "type Six = import('./six.js').Six;",
    'const seven = () => import(`./seven.js`);',
  ].join('\n');
  expect(importsOf(source).sort()).toEqual(
    [
      './register.js',
      './contract.js',
      '@modelport/core',
      './three.js',
      './five.js',
      './six.js',
      './seven.js',
    ].sort(),
  );
});
