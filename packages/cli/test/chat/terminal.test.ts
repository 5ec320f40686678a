import { describe, expect, it } from 'vitest';
import { createTerminal } from '../../src/chat/terminal.js';

/** Two outputs that write to one screen, as on a terminal. */
function screen({ isTTY = true, colours = true } = {}) {
  const shown = { all: '', stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY,
    hasColors: () => colours,
    write: (text: string | Uint8Array) => {
      shown.all += text;
      shown[name] += text;
      return true;
    },
  });
  return { shown, stdout: output('stdout'), stderr: output('stderr') };
}

describe('a terminal', () => {
  it('shows what the model thinks dim, and apart from the answer', () => {
    const { shown, stdout, stderr } = screen();
    const terminal = createTerminal(stdout, stderr);
    terminal.thought('Hm');
    terminal.thought('.');
    terminal.answer('Yes.');
    terminal.endAnswer();
    terminal.dimLine('done');
    expect(shown.all).toBe('\u001b[2mHm\u001b[22m\u001b[2m.\u001b[22m\n\nYes.\n\u001b[2mdone\u001b[22m\n');
    expect(shown.stdout).toBe('Yes.\n');
  });

  it('ends a line that is open before another begins, and no line twice', () => {
    const { shown, stdout, stderr } = screen({ colours: false });
    const terminal = createTerminal(stdout, stderr);
    terminal.answer('half');
    terminal.line('Warning');
    terminal.answer('whole\n');
    terminal.endAnswer();
    terminal.endAnswer();
    expect(shown.all).toBe('half\nWarning\nwhole\n');
  });

  it('has no colours where they are not wanted or not possible', () => {
    const wanted = screen();
    createTerminal(wanted.stdout, wanted.stderr, { noColor: true }).dimLine('x');
    const possible = screen({ colours: false });
    createTerminal(possible.stdout, possible.stderr).dimLine('x');
    expect([wanted.shown.all, possible.shown.all]).toEqual(['x\n', 'x\n']);
  });

  it('keeps control characters of a model from the screen, but leaves a file as it is', () => {
    const text = 'a\u001b]0;title\u0007b\tc\r\nd\u009b31m';
    const person = screen();
    createTerminal(person.stdout, person.stderr).answer(text);
    const file = screen({ isTTY: false });
    createTerminal(file.stdout, file.stderr).answer(text);
    expect(person.shown.stdout).toBe('a]0;titleb\tc\nd31m');
    expect(file.shown.stdout).toBe(text);
  });

  it('leaves thoughts out where nobody watches', () => {
    const { shown, stdout, stderr } = screen({ isTTY: false });
    createTerminal(stdout, stderr).thought('Hm');
    expect(shown.all).toBe('');
  });
});
