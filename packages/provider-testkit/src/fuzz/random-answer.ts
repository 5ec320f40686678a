import fc from 'fast-check';
import type { Answer, AnswerPart, AnswerUsage } from '../conformance/answer.js';
import type { WireEncoder } from '../conformance/wire-encoder.js';

/** A tool that every call of a random answer is for. */
export const randomTool = { name: 'look_up', parameters: { type: 'object', properties: {} } } as const;

/** What is easily broken by who cuts, escapes or trims: white space, JSON's and SSE's own characters, several bytes in one. */
const oddTexts = [
  ' ',
  '\n',
  '\r\n',
  '\t',
  '"',
  '\\',
  '{',
  '}',
  '[',
  'data: ',
  '[DONE]',
  '\u2028',
  '\ufeff',
  '\u0000',
  '\u007f',
];
const wideTexts = ['é', 'ß', '漢字', '👍', '👨‍👩‍👧', '\u{10ffff}', 'a\u0301'];

// A backend may trim what is white space alone.
const randomText: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...oddTexts, ...wideTexts, 'a', 'word', '0'), { minLength: 1, maxLength: 8 })
  .map((pieces) => `x${pieces.join('')}`);

// Once Node 24 or 26 has parsed a key that ends in a backslash, it reads later keys with an escape in that place wrongly:
// JSON.parse('{"y":1,"z\\\\":2}') and then JSON.parse('{"y":1,"z\\n":2}') gives the key `z\\` twice. No provider can help that.
const randomKey = randomText.filter((text) => !text.includes('\\'));

/** Random answers that a wire can carry: texts of any characters, thoughts, tool calls with any arguments, usage or none. */
export function randomAnswers({ lacks = [] }: WireEncoder, withTools: boolean): fc.Arbitrary<Answer> {
  const deltas = fc.array(randomText, { minLength: 1, maxLength: 6 });
  const argumentsText = fc
    .array(fc.tuple(randomKey, fc.oneof(randomText, fc.integer(), fc.boolean(), fc.constant(null))), {
      maxLength: 4,
    })
    .map((entries) => JSON.stringify(Object.fromEntries(entries)));
  const call = fc.tuple(fc.uuid(), argumentsText, fc.boolean()).map(
    ([id, whole, inPieces]): AnswerPart => ({
      toolCall: {
        id: `call_${id}`,
        name: randomTool.name,
        arguments: inPieces && !lacks.includes('argument-deltas') ? piecesOf(whole) : whole,
      },
    }),
  );
  const thoughts = lacks.includes('answer-reasoning')
    ? fc.constant([])
    : fc.array(
        deltas.map((reasoning): AnswerPart => ({ reasoning })),
        { maxLength: 1 },
      );
  const texts = fc.array(
    deltas.map((words): AnswerPart => ({ text: words })),
    { maxLength: 1 },
  );
  const calls = withTools ? fc.array(call, { maxLength: 3 }) : fc.constant([]);
  const usage = fc.option(randomUsage, { nil: undefined });
  return fc.tuple(thoughts, texts, calls, usage).map(([first, second, third, counts]) => {
    const parts = [...first, ...second, ...third];
    return { parts: parts.length > 0 ? parts : [{ text: ['?'] }], usage: counts };
  });
}

const randomUsage: fc.Arbitrary<AnswerUsage> = fc.record({
  inputTokens: fc.integer({ min: 1, max: 100_000 }),
  outputTokens: fc.integer({ min: 1, max: 100_000 }),
});

function piecesOf(text: string): string[] {
  return text.match(/[\s\S]{1,4}/gu) ?? [text];
}
