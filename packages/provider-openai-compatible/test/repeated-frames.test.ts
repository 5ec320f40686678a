import { afterEach, describe, expect, it, vi } from 'vitest';
import { textOf } from './support/call-context.js';
import { delta, readFrames, testReader } from './support/read-answer.js';

const text = (content: string) => delta({ content });
const call = (fragment: object) => delta({ tool_calls: [{ index: 0, ...fragment }] });
const begun = call({ id: 'a', function: { name: 'f', arguments: '' } });
const piece = (json: string, more: object = {}) => call({ function: { arguments: json }, ...more });
const withNoise = (chunk: object, noise: string) => ({ ...chunk, obfuscation: noise });

/** The same frames with raw events asked for: then each of them is parsed. */
function readEach(frames: readonly unknown[]) {
  const { events, ...rest } = readFrames(frames, { includeRaw: true });
  return { events: events.filter(({ type }) => type !== 'raw'), ...rest };
}

const usage = { ...delta({}), usage: { prompt_tokens: 1, completion_tokens: 2 } };
const logprobs = { content: [{ token: 'b', logprob: -1 }] };

const streams: Record<string, readonly unknown[]> = {
  'plain text': [text('a'), text('bb'), text('cc'), text('dd'), delta({}, 'stop'), '[DONE]'],
  'characters that JSON escapes': [
    text('a'),
    text('"'),
    text('\\'),
    text('\n"}]}'),
    text('\u0000'),
    text('"'),
  ],
  'characters outside ASCII': [text('é'), text('日本'), text('👩‍👩‍👧'), text('\ud800'), text('ü')],
  'escapes that are not needed': [
    text('ab'),
    text('cd'),
    JSON.stringify(text('XX')).replace('XX', '\\u00e9\\/'),
  ],
  'white space in the JSON': [text('ab'), text('cd'), text('ef')].map((frame) =>
    JSON.stringify(frame, null, 1),
  ),
  'text that is like another field': [
    text('m'),
    text('c1'),
    text('m'),
    text('index'),
    text('content'),
    text('m'),
  ],
  'another field that changes, and was like the text': [
    text('aa'),
    text('c1'),
    { ...text('c1'), id: 'zz' },
    text('dd'),
  ],
  'empty texts and none': [text('a'), text('bb'), text(''), text('cc'), delta({ content: null }), text('dd')],
  'another value in the place of a text': [
    text('aa'),
    text('bb'),
    delta({ content: 1 }),
    delta({ content: ['x'] }),
  ],
  'two strings where one was': [
    text('aa'),
    text('bb'),
    JSON.stringify(text('XX')).replace('"XX"', '"cc","role":"assistant"'),
    JSON.stringify(text('XX')).replace('"XX"', '"cc","content":"dd"'),
  ],
  'reasoning, text, reasoning': [
    ...[delta({ reasoning_content: 'aa' }), delta({ reasoning_content: 'bb' }), text('cc'), text('dd')],
    ...[delta({ reasoning_content: 'ee' }), delta({ reasoning_content: 'ff' }), text('gg'), '[DONE]'],
  ],
  'reasoning under both names': [1, 2, 3].map((n) =>
    delta({ reasoning: `w${n}`, reasoning_content: `w${n}` }),
  ),
  'a field that is never the same': [text('aa'), text('bb'), text('cc')].map((chunk, at) =>
    withNoise(chunk, `n${at}`),
  ),
  'a finish reason beside every text': [
    delta({ content: 'aa' }, 'stop'),
    delta({ content: 'bb' }, 'stop'),
    '[DONE]',
  ],
  'usage beside every text': [
    text('aa'),
    { ...text('bb'), usage: { total_tokens: 1 } },
    { ...text('cc'), usage: { total_tokens: 1 } },
  ],
  'usage after a text': [text('aa'), text('bb'), usage, usage, '[DONE]'],
  'logprobs beside texts': [
    ...[text('aa'), text('bb')],
    ...['cc', 'dd'].map((content) => ({
      id: 'c1',
      model: 'm',
      choices: [{ index: 0, delta: { content }, logprobs }],
    })),
  ],
  'several choices': [1, 2, 3].map((n) => ({
    id: 'c1',
    choices: [
      { index: 0, delta: { content: `w${n}` } },
      { index: 1, delta: { content: 'other' } },
    ],
  })),
  'whole messages that repeat the text': ['aa', 'bb', 'cc'].map((content) => ({
    choices: [{ message: { content } }],
  })),
  'content in parts': ['aa', 'bb', 'cc'].map((word) => delta({ content: [{ type: 'text', text: word }] })),
  refusals: [
    delta({ refusal: 'aa' }),
    delta({ refusal: 'bb' }),
    delta({ refusal: 'cc' }),
    delta({}, 'stop'),
    '[DONE]',
  ],
  'frames that are no JSON between': [
    text('aa'),
    text('bb'),
    '{',
    text('cc'),
    text('dd'),
    '{"a"',
    text('ee'),
  ],
  'an error': [text('aa'), text('bb'), { error: { message: 'no' } }, text('cc')],
  'arguments of a call': [
    begun,
    piece('{"a":'),
    piece('"b\\n"'),
    piece(','),
    piece('"c":1}'),
    delta({}, 'tool_calls'),
  ],
  'calls that take turns': [
    ...[begun, piece('{"a":'), call({ index: 1, id: 'b', function: { name: 'g', arguments: '' } })],
    ...[piece('{"b":', { index: 1 }), piece('22}', { index: 1 }), piece('11'), piece('}'), delta({}, 'stop')],
  ],
  'a call at the same index that begins by its id alone': [
    ...[
      begun,
      piece('{"aa":', { id: 'a' }),
      piece('1}', { id: 'a' }),
      piece('{"bb":', { id: 'b' }),
      piece('2}', { id: 'b' }),
    ],
  ],
  'names with every fragment, and no ids': ['{"aa":', '1}', '{"bb":', '2}'].map((json) =>
    call({ function: { name: 'f', arguments: json } }),
  ),
  'a name that comes late': [
    piece('{"aa"'),
    piece(':1'),
    call({ function: { name: 'f', arguments: '}' } }),
    piece('  '),
  ],
  'two fragments in a frame, one of them empty': ['11', '22', '33'].map((json) =>
    delta({
      tool_calls: [
        { index: 0, id: 'a', function: { name: 'f', arguments: json } },
        { index: 1, function: { arguments: '' } },
      ],
    }),
  ),
  'a nameless fragment beside each text': [
    text('-'),
    ...['aa', 'bb', 'cc'].map((content) =>
      delta({ content, tool_calls: [{ index: 0, function: { arguments: '1' } }] }),
    ),
    call({ id: 'a', function: { name: 'f', arguments: '' } }),
  ],
  'a nameless fragment beside that of another call': [
    begun,
    ...['11', '22', '33'].map((json) =>
      delta({
        tool_calls: [
          { index: 1, function: { arguments: '1' } },
          { index: 0, function: { arguments: json } },
        ],
      }),
    ),
    call({ index: 1, id: 'b', function: { name: 'g', arguments: '' } }),
  ],
  'the name again beside each piece, and no id': ['{', '}', '{}'].map((json) =>
    delta({
      tool_calls: [
        { index: 0, function: { name: 'f', arguments: '' } },
        { index: 0, function: { arguments: json } },
      ],
    }),
  ),
  'a text with escapes that are not needed beside another field like it': [
    text('-'),
    ...['hi', 'zz'].map((tag) => JSON.stringify({ tag, ...text('XX') }).replace('XX', '\\u0068i')),
  ],
  'content in parts beside a field like all of them': [
    text('-'),
    ...['ab', 'zz'].map((service) => ({
      service,
      ...delta({
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      }),
    })),
  ],
  'an object of arguments beside a field like its text': [
    begun,
    ...['{}', 'zz'].map((service) => ({ service, ...call({ function: { arguments: {} } }) })),
  ],
  'arguments that are objects': [
    begun,
    piece('{'),
    call({ function: { arguments: { a: 1 } } }),
    call({ function: { arguments: { b: 1 } } }),
  ],
  'data beside the arguments': [
    begun,
    piece('{"a"', { extra_content: { s: 1 } }),
    piece(':1}', { extra_content: { s: 1 } }),
    '[DONE]',
  ],
};

describe('frames that differ in one string', () => {
  it.each(Object.entries(streams))('gives what parsing each frame gives: %s', (_, frames) => {
    expect(readFrames(frames)).toEqual(readEach(frames));
  });

  it('gives what parsing gives whatever the order of the frames is', () => {
    const frames = Object.values(streams).flat();
    let seed = 1;
    const next = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed;
    };
    for (let round = 0; round < 300; round++) {
      // Each one several times in a row, as in a stream.
      const mixed = Array.from({ length: 12 }, () => frames[next() % frames.length]).flatMap((frame) =>
        Array.from({ length: 1 + (next() % 3) }, () => frame),
      );
      expect(readFrames(mixed)).toEqual(readEach(mixed));
    }
  });

  it('takes one that the server calls an error for an error', () => {
    const { reader } = testReader();
    for (const word of ['aa', 'bb', 'cc'])
      reader.readFrame({ event: undefined, data: JSON.stringify(text(word)) });
    reader.readFrame({ event: 'error', data: JSON.stringify(text('dd')) });
    expect(reader.failure).toBeDefined();
    expect(textOf(reader.take())).toBe('aabbcc');
  });
});

describe('what is parsed of such frames', () => {
  afterEach(() => void vi.restoreAllMocks());

  /** Characters that go through `JSON.parse`. */
  function parsedOf(frames: readonly string[]): number {
    const parse = vi.spyOn(JSON, 'parse');
    readFrames(frames);
    return parse.mock.calls.reduce((sum, [given]) => sum + String(given).length, 0);
  }

  it('is the string alone, once two of them have come', () => {
    const frames = Array.from({ length: 200 }, (_, at) => JSON.stringify(text(`word${at} `)));
    const all = frames.join('').length;
    expect(parsedOf(frames)).toBeLessThan(all / 4);
  });

  it('is all of them where each has a field that is never the same, and the search for strings ends', () => {
    const frames = Array.from({ length: 200 }, (_, at) =>
      JSON.stringify(withNoise(text(`word${at} `), `noise${at * 7}`)),
    );
    const stringify = vi.spyOn(JSON, 'stringify');
    expect(parsedOf(frames)).toBe(frames.join('').length);
    expect(stringify.mock.calls.length).toBeLessThan(10);
  });
});
