import { captures } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { readTextLine } from '../src/text-line.js';
import { readText } from './support/read-answer.js';
import { last, piece } from './support/server.js';

/** A line as Ollama writes it, with other fields where the case says so. */
function line(message: object, more: object = {}): string {
  const identity = { model: 'm', created_at: '2026-11-21T12:13:12.75Z' };
  return JSON.stringify({ ...identity, message: { role: 'assistant', ...message }, done: false, ...more });
}

describe('a line of text', () => {
  it('is read without parsing all of it, escaped or not', () => {
    expect(readTextLine(line({ content: ' sky, é 😀' }))).toEqual({
      content: ' sky, é 😀',
      thinking: '',
    });
    expect(readTextLine(line({ content: '', thinking: 'Hm' }))).toEqual({ content: '', thinking: 'Hm' });
    for (const content of ['\n', '"', '\\', '\u2028', '"},"done":false}', '","thinking":"no', '\\"'])
      expect(readTextLine(line({ content, thinking: content }))).toEqual({ content, thinking: content });
    expect(readTextLine(line({ content: '?' }).replace('?', '\\u003c\\ud83d\\ude00'))?.content).toBe('<😀');
    expect(readTextLine(`${line({ content: 'Hi' })}\r`)?.content).toBe('Hi');
  });

  it.each([
    ['with an escape that is none', line({ content: '?' }).replace('?', '\\x')],
    ['with a control character as it is', line({ content: '?' }).replace('?', '\t')],
    ['with a text without an end', line({ content: '?' }).replace('?"', '\\"')],
    ['with a quote in its text', line({ content: '?' }).replace('?', '"')],
    ['with a tool call', line({ content: '', tool_calls: [{ function: { name: 'f', arguments: {} } }] })],
    ['with log probabilities', line({ content: 'Hi' }, { logprobs: [] })],
    ['of another host', line({ content: 'Hi' }, { remote_host: 'https://ollama.com:443' })],
    ['that is the last', line({ content: 'Hi' }, { done: true })],
    ['of another form', JSON.stringify({ message: { content: 'Hi' }, done: false })],
    ['with a content that is no text', line({ content: null })],
    ['with something behind it', `${line({ content: 'Hi' })}}`],
    ['that is cut', line({ content: 'Hi' }).slice(0, -1)],
    ['that is two', line({ content: 'Hi' }) + line({ content: 'Hi' })],
  ])('%s is left to JSON.parse', (_, text) => {
    expect(readTextLine(text)).toBeUndefined();
  });

  it('is what most lines of real answers are, and says what JSON.parse says', () => {
    let read = 0;
    let all = 0;
    for (const { name, body } of captures({ prefix: 'ollama/', path: '/api/chat', stream: true })) {
      for (const text of new TextDecoder().decode(body).trim().split('\n')) {
        const found = readTextLine(text);
        all++;
        if (found === undefined) continue;
        read++;
        const { message, ...others } = JSON.parse(text);
        const { content, thinking } = found;
        const said = { role: 'assistant', content, ...(thinking !== '' && { thinking }) };
        expect([name, message, Object.keys(others)]).toEqual([name, said, ['model', 'created_at', 'done']]);
      }
    }
    expect(read).toBeGreaterThan(all / 2);
  });

  it('may be as long as any other', () => {
    const content = '\n'.repeat(8_000_000);
    expect(readTextLine(line({ content }))).toBeUndefined();
    const { events } = readText(
      `${line({ content: 'Hi' })}\n${line({ content })}\n${JSON.stringify(last())}\n`,
    );
    expect(events.flatMap((event) => (event.type === 'text-delta' ? event.text.length : []))).toEqual([
      2, 8_000_000,
    ]);
  });

  it('is in the answer like any other line', () => {
    const texts = ['Hel', 'lo', '\n', '"content":"', ' all', '\\', 'é'];
    const lines = [...texts.map((content) => piece({ content })), last()];
    const { events, warnings } = readText(lines.map((object) => `${JSON.stringify(object)}\n`).join(''));
    expect(events.flatMap((event) => (event.type === 'text-delta' ? event.text : []))).toEqual(texts);
    expect(warnings).toEqual([]);
  });
});
