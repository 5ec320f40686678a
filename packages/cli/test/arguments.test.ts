import { describe, expect, it } from 'vitest';
import { parseArguments, UsageError } from '../src/arguments.js';

describe('the command line', () => {
  it('is flags and a question, in any order', () => {
    expect(parseArguments(['What', '-m', 'small', 'is this?', '--base-url=http://127.0.0.1:1/v1'])).toEqual({
      question: 'What is this?',
      model: 'small',
      baseUrl: 'http://127.0.0.1:1/v1',
      help: false,
      version: false,
      noColor: false,
    });
  });

  it('may hold a question that begins with a dash, after --', () => {
    expect(parseArguments(['--', '--help', 'me']).question).toBe('--help me');
  });

  it.each([
    [['--modle', 'x'], 'There is no flag --modle. Did you mean --model?'],
    [['--base_url', 'x'], 'Did you mean --base-url?'],
    [['-x'], 'There is no flag -x. "modelport --help"'],
    [['--model'], '--model needs a value'],
    [['--model', ''], '--model needs a value'],
    [['--system', '--help'], '--system needs a value'],
    [['--help=yes'], '--help takes no value'],
  ])('is refused: %s', (args, message) => {
    expect(() => parseArguments(args)).toThrow(UsageError);
    expect(() => parseArguments(args)).toThrow(message);
  });
});
