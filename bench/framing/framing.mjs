// Compares ways to frame server-sent events: `node bench/framing/framing.mjs`, after a build.
// Prints what each gets right, and ratios to ours of the same round (median of all rounds; above 1 is slower).
import { contenders } from './contenders.mjs';

const rounds = 9;
const eventCount = 20_000;
const encoder = new TextEncoder();

function chat(lineEnd) {
  let text = '';
  for (let index = 0; index < eventCount; index++) {
    const delta = { role: 'assistant', content: ` word ${index}` };
    const chunk = {
      id: 'chatcmpl-0123456789',
      object: 'chat.completion.chunk',
      created: 1790000000,
      model: 'some-model',
    };
    text += `data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta, finish_reason: null }] })}${lineEnd}${lineEnd}`;
  }
  return encoder.encode(text);
}

function cut(bytes, size) {
  const chunks = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return chunks;
}

/** One chunk per event, as servers write them. */
function cutByEvent(bytes) {
  const text = new TextDecoder().decode(bytes);
  return text.split(/(?<=\n\r?\n)/).map((event) => encoder.encode(event));
}

const large = encoder.encode(`data: ${'x'.repeat(4 * 1024 * 1024)}\n\n`);
const speedCases = {
  'LF, 16 KB reads': cut(chat('\n'), 16 * 1024),
  'LF, a read per event': cutByEvent(chat('\n')),
  'CRLF, 16 KB reads': cut(chat('\r\n'), 16 * 1024),
  'CRLF, a read per event': cutByEvent(chat('\r\n')),
  '4 MB event in 100 B reads': cut(large, 100),
};

const median = (values) => values.sort((one, other) => one - other)[values.length >> 1];

async function measureSpeed(chunks) {
  const times = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, forms] of Object.entries(contenders)) {
      for (const [form, run] of Object.entries(forms)) {
        let length = 0;
        const start = performance.now();
        await run(chunks, (event) => {
          length += event.data.length;
        });
        if (length === 0) throw new Error(`${name} lost the events`);
        times[`${name} ${form}`] ??= [];
        times[`${name} ${form}`].push(performance.now() - start);
      }
    }
  }
  const ratios = {};
  for (const [key, values] of Object.entries(times)) {
    const own = times[`ours ${key.split(' ').at(-1)}`];
    ratios[key] = median(values.map((value, round) => value / own[round]));
  }
  return { ratios, nanoseconds: (median([...times['ours push']]) / eventCount) * 1e6 };
}

// ---------------------------------------------------------------- correctness

const bytes = (text) => encoder.encode(text);
const everyByte = (text) => cut(bytes(text), 1);
const rightCases = {
  'BOM, each byte a read': [everyByte('\ufeffdata: a\n\n'), ['a']],
  'CR only': [[bytes('data: a\r\rdata: b\r\r')], ['a', 'b']],
  'CRLF cut between CR and LF': [everyByte('data: a\r\n\r\ndata: b\r\n\r\n'), ['a', 'b']],
  '4-byte characters cut': [everyByte('data: 😀日\n\n'), ['😀日']],
  'no space, multi-line, comments': [[bytes(': hi\ndata:a\ndata: b\n\n')], ['a\nb']],
  'last event without blank line': [[bytes('data: a\n\ndata: b\n')], ['a', 'b']],
  'last event without line end': [[bytes('data: a\n\ndata: b')], ['a', 'b']],
  'line feeds only inside data kept': [[bytes('data: a\u2028b\u0085c\n\n')], ['a\u2028b\u0085c']],
};

async function check(run, chunks, expected) {
  const seen = [];
  try {
    await run(chunks, (event) => seen.push(event.data));
  } catch {
    return false;
  }
  return JSON.stringify(seen) === JSON.stringify(expected);
}

/** Whether 20 MB without a line end is refused, by an error. */
async function refusesEndless(run) {
  const piece = new Uint8Array(64 * 1024).fill(120);
  try {
    await run([bytes('data: '), ...Array.from({ length: 320 }, () => piece)], () => {});
    return false;
  } catch {
    return true;
  }
}

// --------------------------------------------------------------------- output

const forms = Object.entries(contenders).flatMap(([name, own]) =>
  Object.entries(own).map(([form, run]) => ({ label: `${name} ${form}`, run })),
);
const row = (cells) => console.log(`| ${cells.join(' | ')} |`);
const heading = (first) => {
  row([first, ...forms.map(({ label }) => label)]);
  row(['---', ...forms.map(() => '--:')]);
};

heading('right');
for (const [name, [chunks, expected]] of Object.entries(rightCases)) {
  const cells = [];
  for (const { run } of forms) cells.push((await check(run, chunks, expected)) ? 'yes' : 'NO');
  row([name, ...cells]);
}
const endless = [];
for (const { run } of forms) endless.push((await refusesEndless(run)) ? 'yes' : 'NO');
row(['refuses 20 MB without a line end', ...endless]);

console.log();
heading('time, ratio to ours');
for (const [name, chunks] of Object.entries(speedCases)) {
  const { ratios, nanoseconds } = await measureSpeed(chunks);
  const note = name.startsWith('4 MB') ? '' : ` (ours: ${nanoseconds.toFixed(0)} ns/event)`;
  row([name + note, ...forms.map(({ label }) => ratios[label].toFixed(2))]);
}
