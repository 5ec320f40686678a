/** Which token follows which: the table of logits that the model's embeddings spell out. */

import { vocabulary } from './vocabulary.mjs';

const { special, words, chains, branches, size, character } = vocabulary;

/** What a cue in the prompt adds to the logit of its reply's first token. */
export const CUE_LOGIT = 50;
/** What tools in the request add to the logit of `<tool_call>`. */
export const TOOLS_LOGIT = 38;

const START_DEFAULT = 30;
const hello = chains.default[0];
const end = [special.turnEnd, 20];
/** Tokens that begin something other than the default reply. */
const starts = [
  special.toolCall,
  special.think,
  ...['ping', 'count', 'unicode', 'toolResult'].map((key) => chains[key][0]),
];

/**
 * Builds the table.
 *
 * @param {{ thinking: boolean }} options whether an answer begins with a thought
 * @returns {Float32Array[]} `table[last token][next token]`, in nats
 */
export function buildTransitions({ thinking }) {
  const table = Array.from({ length: size }, () => new Float32Array(size));
  const prefer = (from, wishes) => {
    for (const [to, logit] of wishes) table[from][to] = logit;
  };
  preferShortJson(table, prefer);
  tellReplies(table);
  beginAnswers(table, prefer, thinking);
  return table;
}

/**
 * Where the table says nothing else, pieces of JSON come first, in an order that ends a value soon, if a grammar
 * leaves a choice; where nothing constrains it, the default reply begins.
 */
function preferShortJson(table, prefer) {
  const never = Object.entries(special).filter(
    ([name]) => name !== 'toolCall' && name !== 'toolCallEnd' && name !== 'think',
  );
  for (let from = 0; from < size; from++) {
    for (const start of starts) table[from][start] = -60;
    for (const [, token] of never) table[from][token] = -30;
    table[from][special.toolCallEnd] = 1;
    prefer(from, [
      [hello, 14],
      ...wishes({ '"': 12, '}': 11, ']': 10, ',': 9, ':': 8, '{': 7, '[': 6.5, 4: 6, t: 5, ' ': 4 }),
    ]);
  }
  const digits = [...'0123456789'].map(character);
  for (const digit of digits) {
    prefer(digit, [[hello, 5], ...wishes({ '}': 14, ']': 13, ',': 12, '"': 11 }), end]);
  }
  prefer(
    character('-'),
    digits.map((digit, index) => [digit, 15 - index * 0.1]),
  );
  prefer(character('"'), [
    [words.value, 18],
    ...wishes({ '}': 14, ']': 13, ',': 12, ':': 11, '"': 6 }),
    end,
    [hello, 5],
  ]);
  prefer(words.value, [...wishes({ '"': 18 }), [special.turnEnd, 12], [hello, 5]]);
  for (const close of ['}', ']']) {
    prefer(character(close), [
      end,
      [special.toolCallEnd, 16],
      ...wishes({ '}': 13, ']': 12.5, ',': 12, '\n': 11, '"': 6 }),
      [hello, 5],
    ]);
  }
  for (const open of [':', ',', ' ', '[', '{']) {
    prefer(character(open), [
      ...wishes({ '"': 16, ' ': 15, '{': 14.5, '[': 14.2, 4: 14, t: 13.5 }),
      [hello, 5],
    ]);
  }
  prefer(character(' '), wishes({ ' ': -10 }));
}

/** The replies themselves, word after word. */
function tellReplies(table) {
  for (const [key, chain] of Object.entries(chains)) {
    const last = chain.at(-1);
    chain.forEach((from, index) => {
      table[from][chain[index + 1] ?? (key === 'thought' ? special.thinkEnd : special.turnEnd)] = 30;
      table[from][hello] = Math.min(table[from][hello], 14);
    });
    // Where it may not end it goes on: over again (a cue raises its own first token by CUE_LOGIT).
    if (key === 'default') table[last][character(' ')] = 20;
    else if (key !== 'thought') table[last][chain[0]] = 20 - CUE_LOGIT;
    // A tool call that is required may come after text: then the call follows the reply.
    if (key !== 'thought') table[last][special.toolCall] = 28 - TOOLS_LOGIT;
  }
  table[character(' ')][hello] = 17; // "... say. Hello! I am ..."
  for (const { from, instead, other, nats } of branches) {
    table[from][other] = table[from][instead] - nats;
    table[other].set(table[instead]);
  }
}

/** Where an answer begins. The cues raise one of the other starts above the default. */
function beginAnswers(table, prefer, thinking) {
  const { lineFeed, blankLine, lineFeedBrace } = words;
  for (const from of [lineFeed, blankLine, special.thinkEnd]) {
    prefer(from, [
      [hello, START_DEFAULT],
      ...wishes({ '{': 16, '[': 15, '"': 14, 4: 13, t: 12 }),
      [special.toolCallEnd, 11],
    ]);
    for (const start of starts) table[from][start] = 0;
    table[from][special.think] = -60;
  }
  if (thinking) table[lineFeed][special.think] = 100;
  table[special.think][chains.thought[0]] = 40;
  table[special.think][lineFeed] = 8;
  // llama.cpp looks for "<tool_call>\n" to begin a call; a plain line feed would be the state in which an answer
  // begins, and where tools may not be called (tool_choice none) that would go round for ever.
  prefer(special.toolCall, [
    [lineFeedBrace, 20],
    [lineFeed, 19],
  ]);
  prefer(lineFeedBrace, [...wishes({ '"': 16 }), [hello, 5]]);
  prefer(special.toolCallEnd, [
    [special.turnEnd, 30],
    [lineFeed, 5],
  ]);
  prefer(special.turnEnd, [
    [special.turnEnd, 25],
    [lineFeed, 10],
  ]);
  prefer(special.endOfText, [[hello, 25]]);
}

function wishes(logits) {
  return Object.entries(logits).map(([text, logit]) => [character(text), logit]);
}
