import { expect, it } from 'vitest';
import { NodeHeaders } from '../../src/transport/node-headers.js';

it('has no header that was not sent, such as one by the name of a method', () => {
  const headers = new NodeHeaders({ 'x-one': '1' });
  expect(headers.get('X-One')).toBe('1');
  expect(headers.get('constructor')).toBeUndefined();
});

it('joins several values of a name, and lists each cookie by itself as fetch does', () => {
  const headers = new NodeHeaders({ 'set-cookie': ['a=1, b=2', 'c=3'], 'x-one': '1' });
  expect(headers.get('set-cookie')).toBe('a=1, b=2, c=3');
  expect([...headers.entries()]).toEqual([
    ['set-cookie', 'a=1, b=2'],
    ['set-cookie', 'c=3'],
    ['x-one', '1'],
  ]);
});
