import { describe, expect, it } from 'vitest';
import { checkNode } from '../src/check-node.js';

describe('checkNode', () => {
  it.each(['22.12.0', '22.18.0', '24.0.0', '26.1.0'])('goes on with Node %s', (version) => {
    expect(() => checkNode(version)).not.toThrow();
  });

  it.each(['18.20.8', '20.20.2', '22.11.0'])('says which Node is needed in place of %s', (version) => {
    expect(() => checkNode(version)).toThrow(`modelport needs Node 22.12 or later; this is Node ${version}.`);
  });
});
