import { describe, expect, it } from 'vitest';
import { tool, toolResult } from '../../src/helpers/tool.js';

const call = { id: 'c1', name: 'add' };

describe('tool', () => {
  it('gives its definition back as it is', () => {
    const definition = { name: 'add', description: 'Adds', parameters: { type: 'object' } } as const;
    expect(tool(definition)).toBe(definition);
  });
});

describe('toolResult', () => {
  it('answers the call by id and name', () => {
    expect(toolResult(call, 'three')).toEqual({
      role: 'tool',
      toolCallId: 'c1',
      toolName: 'add',
      content: 'three',
    });
  });

  it('writes values as JSON, and nothing as nothing', () => {
    expect(toolResult(call, { sum: 3 }).content).toBe('{"sum":3}');
    expect(toolResult(call, null).content).toBe('null');
    expect(toolResult(call, 3).content).toBe('3');
    expect(toolResult(call, undefined).content).toBe('');
  });

  it('marks an error as the tool’s failure', () => {
    expect(toolResult(call, new RangeError('too large'))).toMatchObject({
      content: 'too large',
      isError: true,
    });
  });
});
