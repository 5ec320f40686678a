// Text as a model writes it, cut into tokens of three to eight characters, the same at every run.

const vowels = 'aeiou';
const consonants = 'bcdfghlmnprstvw';

/** A small generator of pseudo-random whole numbers below a limit. */
function createDice(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/**
 * The tokens of a text: a space and a word each, some with a comma, a quote or the end of a paragraph.
 *
 * @param {number} count
 * @returns {string[]}
 */
export function words(count) {
  const dice = createDice(20_261_122);
  return Array.from({ length: count }, () => {
    const letters = 2 + dice(5);
    let word = ' ';
    for (let at = 0; at < letters; at++) word += at % 2 === 0 ? pick(consonants, dice) : pick(vowels, dice);
    const mark = dice(20);
    if (mark === 0) return `${word}\n`;
    if (mark === 1) return `${word}"`;
    return mark < 4 ? `${word},` : word;
  });
}

function pick(letters, dice) {
  return letters[dice(letters.length)];
}

/**
 * A tool's arguments as the text of one JSON object, `{"path":"…","content":"…"}`, in fragments.
 *
 * @param {number} count How many fragments.
 * @returns {string[]} Joined, they are valid JSON.
 */
export function argumentFragments(count) {
  const content = words(count - 2).map((word) => JSON.stringify(word).slice(1, -1));
  return ['{"path":"src/notes.md","content":"', ...content, '"}'];
}
