/**
 * What a stream brought to its user.
 *
 * @typedef {{ text: string, reasoning: string, toolArguments: string }} Content
 */

/**
 * Reads a stream to its end.
 *
 * @template Part
 * @param {AsyncIterable<Part>} parts
 * @param {(part: Part, content: Content) => void} collect Adds what a part holds.
 * @param {() => void} [onFirst] Called once, at the first content.
 * @returns {Promise<{ text: number, reasoning: number, toolArguments: number }>} Characters of each.
 */
export async function readAll(parts, collect, onFirst) {
  const content = { text: '', reasoning: '', toolArguments: '' };
  let notify = onFirst;
  for await (const part of parts) {
    collect(part, content);
    if (notify !== undefined && !isEmpty(content)) {
      notify();
      notify = undefined;
    }
  }
  const { text, reasoning, toolArguments } = content;
  return { text: text.length, reasoning: reasoning.length, toolArguments: toolArguments.length };
}

/**
 * Reads a stream up to its first content and leaves it open.
 *
 * @template Part
 * @param {AsyncIterable<Part>} parts
 * @param {(part: Part, content: Content) => void} collect Adds what a part holds.
 * @returns {Promise<() => Promise<void>>} Closes the stream.
 * @throws {Error} When the stream ends without content.
 */
export async function readFirst(parts, collect) {
  const content = { text: '', reasoning: '', toolArguments: '' };
  const iterator = parts[Symbol.asyncIterator]();
  while (isEmpty(content)) {
    const { done, value } = await iterator.next();
    if (done) throw new Error('The stream ended before its first content.');
    collect(value, content);
  }
  return async () => {
    await iterator.return();
  };
}

function isEmpty({ text, reasoning, toolArguments }) {
  return text === '' && reasoning === '' && toolArguments === '';
}
