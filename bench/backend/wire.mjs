/**
 * What a request is answered with. Set for all requests, before a measurement.
 *
 * @typedef {object} Scenario
 * @property {number} reasoning Events of reasoning, which come first.
 * @property {number} text Events of text.
 * @property {number} toolFragments Events with a fragment of a tool's arguments, which come last.
 * @property {boolean} padding Whether each event has a field whose text is never the same, as OpenAI's `obfuscation`; only OpenAI's wire.
 * @property {number} eventsPerWrite How many events one write to the connection holds.
 * @property {number} interval Milliseconds between two writes of a stream; 0 writes as fast as the connection takes it.
 * @property {number} latency Milliseconds from a request to its answer.
 * @property {boolean} hold Whether a stream stops after its first content and stays open.
 * @property {number} answerTokens Length of a plain answer.
 */

/** @type {Scenario} */
export const defaultScenario = {
  reasoning: 0,
  text: 200,
  toolFragments: 0,
  padding: false,
  eventsPerWrite: 64,
  interval: 0,
  latency: 0,
  hold: false,
  answerTokens: 60,
};

/**
 * A wire as the fake server speaks it.
 *
 * @typedef {object} Wire
 * @property {{ stream: string, plain: string }} contentTypes
 * @property {(body: Buffer) => boolean} streams Whether a request asks for a stream.
 * @property {(scenario: Scenario) => { start: string[], contents: string[], end: string[] }} parts The events of a stream: before
 *   the first content, the contents, and after them.
 * @property {(scenario: Scenario) => string} answer The body of a plain answer.
 */

/**
 * All that is sent, as bytes with HTTP's framing around them: made once, so that a request costs the server nothing but writes.
 *
 * @param {Wire} wire
 * @param {Scenario} scenario
 * @returns {{ writes: Buffer[], plain: Buffer }}
 */
export function prepare(wire, scenario) {
  const { start, contents, end } = wire.parts(scenario);
  const events = scenario.hold ? [...start, contents[0]] : [...start, ...contents, ...end];
  const size = scenario.hold ? events.length : scenario.eventsPerWrite;
  const chunks = [];
  for (let at = 0; at < events.length; at += size)
    chunks.push(httpChunk(events.slice(at, at + size).join('')));
  const [first, ...rest] = chunks;
  const head = headOf(wire.contentTypes.stream, 'transfer-encoding: chunked');
  const writes = [head + first, ...rest].map((text) => Buffer.from(text));
  if (!scenario.hold) writes.push(Buffer.from('0\r\n\r\n'));
  const answer = wire.answer(scenario);
  const plain = headOf(wire.contentTypes.plain, `content-length: ${Buffer.byteLength(answer)}`) + answer;
  return { writes, plain: Buffer.from(plain) };
}

function httpChunk(text) {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

function headOf(contentType, length) {
  const lines = ['HTTP/1.1 200 OK', `content-type: ${contentType}`, 'cache-control: no-cache'];
  return [...lines, 'date: Sat, 21 Nov 2026 10:00:00 GMT', length, '', ''].join('\r\n');
}
