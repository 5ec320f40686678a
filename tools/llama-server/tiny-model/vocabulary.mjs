/** The tiny model's tokens: byte-level BPE as in GPT-2, made so that each piece of a reply is one token. */

import { alternatives, cueWords, jsonString, replies } from './replies.mjs';

const NORMAL = 1;
const CONTROL = 3;
const USER_DEFINED = 4;

/** GPT-2's printable stand-in for each byte. */
const byteCharacters = (() => {
  const characters = Array.from({ length: 256 });
  const printable = (byte) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  let replaced = 0;
  for (let byte = 0; byte < 256; byte++) {
    characters[byte] = String.fromCodePoint(printable(byte) ? byte : 256 + replaced++);
  }
  return characters;
})();

/** Collects tokens and merges while words are added. */
class Tokens {
  list = []; // { text, type }, the index is the token's id
  merges = [];
  #ids = new Map();
  #ranks = new Map();

  add(text, type = NORMAL) {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    this.#ids.set(text, this.list.length);
    this.list.push({ text, type });
    return this.list.length - 1;
  }

  /**
   * Makes `text` one token and adds the merges that build it, so that the tokenizer finds the same token in a
   * prompt. What earlier merges make of it is joined by later ones, which cannot disturb them. (The steps
   * between need no token.)
   */
  word(text) {
    const [first, ...rest] = this.#merge([...Buffer.from(text)].map((byte) => byteCharacters[byte]));
    let left = first;
    for (const right of rest) {
      this.#ranks.set(`${left} ${right}`, this.merges.length);
      this.merges.push(`${left} ${right}`);
      left += right;
    }
    return this.add(left);
  }

  /** The token of a piece of a reply. */
  piece(piece) {
    return typeof piece === 'string' ? this.word(piece) : this.#ids.get(byteCharacters[piece.byte]);
  }

  #rank(symbols, at) {
    return this.#ranks.get(`${symbols[at]} ${symbols[at + 1]}`) ?? Number.POSITIVE_INFINITY;
  }

  #merge(symbols) {
    for (;;) {
      let best = 0;
      for (let at = 1; at + 1 < symbols.length; at++) {
        if (this.#rank(symbols, at) < this.#rank(symbols, best)) best = at;
      }
      if (this.#rank(symbols, best) === Number.POSITIVE_INFINITY) return symbols;
      symbols.splice(best, 2, symbols[best] + symbols[best + 1]);
    }
  }
}

/** Builds the vocabulary. The order of the calls is the order of the ids, and part of the file's bytes. */
function buildVocabulary() {
  const tokens = new Tokens();
  for (const character of byteCharacters) tokens.add(character);
  const special = {
    endOfText: tokens.add('<|endoftext|>', CONTROL),
    turnStart: tokens.add('<|im_start|>', CONTROL),
    turnEnd: tokens.add('<|im_end|>', CONTROL),
    tools: tokens.add('<tools>', USER_DEFINED),
    toolsEnd: tokens.add('</tools>', USER_DEFINED),
    toolCall: tokens.add('<tool_call>', USER_DEFINED),
    toolCallEnd: tokens.add('</tool_call>', USER_DEFINED),
    toolResponse: tokens.add('<tool_response>', USER_DEFINED),
    toolResponseEnd: tokens.add('</tool_response>', USER_DEFINED),
    think: tokens.add('<think>', USER_DEFINED),
    thinkEnd: tokens.add('</think>', USER_DEFINED),
  };
  const user = tokens.word('user');
  for (const role of ['system', 'assistant', 'tool']) tokens.word(role);
  const blankLine = tokens.word('\n\n');
  const lineFeed = tokens.word('\n');
  const lineFeedBrace = tokens.word('\n{');

  const chains = mapValues(replies, (pieces) => pieces.map((piece) => tokens.piece(piece)));
  const cues = mapValues(cueWords, (word) => [tokens.word(word), tokens.word(` ${word}`)]);
  const value = tokens.word(jsonString);
  const used = Object.values(chains).flat();
  if (new Set(used).size < used.length) throw new Error('a token stands twice in the replies');
  const branches = alternatives.map(({ from, instead, other, nats }) => ({
    from: tokens.word(from),
    instead: tokens.word(instead),
    other: tokens.word(other),
    nats,
  }));
  return {
    tokens: tokens.list,
    merges: tokens.merges,
    size: tokens.list.length,
    special,
    words: { user, lineFeed, blankLine, lineFeedBrace, value },
    chains, // reply -> its tokens
    cues, // reply -> the tokens that ask for it
    branches,
    character: (character) => tokens.word(character),
  };
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** The tokens, the merges, and the ids that the weights speak of. */
export const vocabulary = buildVocabulary();
