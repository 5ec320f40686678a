/** What the tiny model says. A piece is the text of one token, or one byte of a character split over tokens. */

/** The bytes of `text` as pieces, so that a stream splits its characters. */
function bytePieces(text) {
  return [...Buffer.from(text)].map((byte) => ({ byte }));
}

const counting = Array.from({ length: 100 }, (_, index) => `${index ? ' ' : ''}${index + 1}`);

/**
 * The replies, each a list of pieces. A piece stands in one place only, because the last token alone is the
 * model's state.
 */
export const replies = {
  // biome-ignore format: it reads as the sentence it is
  default: ['Hello', '!', ' I', ' am', ' a', ' tiny', ' model', ' inside', ' a real', ' server', ',', ' and', ' this', ' is', ' all', ' that', ' I can', ' say', '.'],
  ping: ['pong'],
  count: counting,
  unicode: ['Caf', 'é', ' na', 'ïve', ' – ', ...bytePieces('日'), ' · ', ...bytePieces('😀'), ' done'],
  toolResult: ['The', ' tool', ' has', ' answered', ';', ' thank', ' you'],
  thought: ['Okay', ' so', ' the', ' user', ' wants', ' an', ' answer', ' now'],
};

/** The other way a sentence may go: after `from`, `other` in place of `instead`, less likely by `nats`. */
export const alternatives = [
  { from: ' a', instead: ' tiny', other: ' small', nats: 0.7 },
  { from: ' is', instead: ' all', other: ' everything', nats: 1.2 },
];

/** A word in the prompt and the reply that it asks for. */
export const cueWords = { ping: 'ping', count: 'count', unicode: 'unicode' };

/** What every free string becomes where a grammar forces JSON. */
export const jsonString = 'Paris';

/** The text of a reply. */
export function replyText(pieces) {
  const bytes = pieces.map((piece) =>
    typeof piece === 'string' ? Buffer.from(piece) : Buffer.of(piece.byte),
  );
  return Buffer.concat(bytes).toString();
}
