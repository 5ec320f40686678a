/**
 * The tiny model's weights: a llama of one real layer whose embeddings are one-hot, so that the logits of the
 * next token are a row of the transition table, plus what two attention heads read from the prompt:
 *
 * - head 0: the most recent of the cue words decides which answer is begun;
 * - head 1: whether the chat template wrote `<tools>` decides whether a tool is called.
 */

import { F16, F32 } from './gguf.mjs';
import { buildTransitions, CUE_LOGIT, TOOLS_LOGIT } from './transitions.mjs';
import { vocabulary } from './vocabulary.mjs';

const { size, special, words, chains, cues } = vocabulary;

// The residual stream: one dimension for each token, then a constant, then what the heads found.
const FEATURES = ['ping', 'count', 'unicode', 'toolResult', 'tools'];
const CONSTANT = size;
const featureDimension = (name) => size + 1 + FEATURES.indexOf(name);

/** The sizes that the weights and the file's metadata share. */
export const shape = {
  width: Math.ceil((size + 1 + FEATURES.length) / 32) * 32,
  headSize: 64,
  heads: 2,
  keyValueHeads: 2,
  ropeBase: 1e6,
};
const { width, headSize, heads, keyValueHeads, ropeBase } = shape;

const constant = 0.25;
const found = 0.25;
const rootMeanSquare = Math.sqrt((1 + constant ** 2) / width); // of an embedding, before the heads add theirs
const ownSignal = 1 / rootMeanSquare; // a token's own dimension after the norm
const constantSignal = constant / rootMeanSquare;
const foundSignal = found / rootMeanSquare;

/**
 * Builds the tensors in the order of the file.
 *
 * @param {{ thinking: boolean, context: number, layers: number, feedForward: number }} options further layers
 *   and a wider feed-forward are zeros, which only make the model slower and the file larger
 */
export function buildTensors({ thinking, context, layers, feedForward }) {
  const { embedding, output } = buildEmbeddings(buildTransitions({ thinking }));
  const real = buildAttention(context);
  const zero = {
    query: matrix(heads * headSize, width),
    key: matrix(keyValueHeads * headSize, width),
    value: matrix(keyValueHeads * headSize, width),
    output: matrix(width, heads * headSize),
  };
  const ones = [new Float32Array(width).fill(1)];
  const tensors = [];
  const add = (name, rows, type, vector = false) => tensors.push({ name, rows, type, vector });
  add('token_embd.weight', embedding, F16);
  add('output_norm.weight', ones, F32, true);
  add('output.weight', output, F16);
  for (let layer = 0; layer < layers; layer++) {
    const attention = layer === 0 ? real : zero;
    const block = (name) => `blk.${layer}.${name}.weight`;
    add(block('attn_norm'), ones, F32, true);
    // Single precision where it costs little: the scores are large numbers.
    add(block('attn_q'), attention.query, F32);
    add(block('attn_k'), attention.key, F32);
    add(block('attn_v'), attention.value, F16);
    add(block('attn_output'), attention.output, F16);
    add(block('ffn_norm'), ones, F32, true);
    add(block('ffn_gate'), matrix(feedForward, width), F16);
    add(block('ffn_up'), matrix(feedForward, width), F16);
    add(block('ffn_down'), matrix(width, feedForward), F16);
  }
  return tensors;
}

/** One-hot embeddings, and an output matrix that spells the table and what each feature adds to it. */
function buildEmbeddings(table) {
  const embedding = matrix(size, width);
  const output = matrix(size, width);
  for (let token = 0; token < size; token++) {
    embedding[token][token] = 1;
    embedding[token][CONSTANT] = constant;
    for (let next = 0; next < size; next++) output[next][token] = table[token][next] / ownSignal;
  }
  for (const key of ['ping', 'count', 'unicode', 'toolResult']) {
    output[chains[key][0]][featureDimension(key)] = CUE_LOGIT / foundSignal;
  }
  output[special.toolCall][featureDimension('tools')] = TOOLS_LOGIT / foundSignal;
  return { embedding, output };
}

/** The two heads. A row of query, key and value is one output dimension, of `output` one of the stream. */
function buildAttention(context) {
  const query = matrix(heads * headSize, width);
  const key = matrix(keyValueHeads * headSize, width);
  const value = matrix(keyValueHeads * headSize, width);
  const output = matrix(width, heads * headSize);
  const turn = (pair) => ropeBase ** ((-2 * pair) / headSize); // radians a position
  const still = headSize - 2; // the last pair hardly turns: what is there is seen at any distance
  // A pair that turns less than a half circle over the context makes nearer tokens score higher.
  const near = Array.from({ length: headSize / 2 }, (_, pair) => pair).find(
    (pair) => turn(pair) * context < 1.5,
  );
  const scale = Math.sqrt(headSize); // scores are divided by this

  // Head 0: cue words and the start of a user's turn; the most recent one wins, by a score that falls with the
  // distance d as -slope * sin(turn * d).
  const slope = 1.5 / turn(near); // 1.5 nats less for each position further back
  const nearKey = 64;
  const readBy = [[words.user], [special.toolResponse, 'toolResult']];
  for (const [name, tokens] of Object.entries(cues)) readBy.push(...tokens.map((token) => [token, name]));
  for (const [token, feature] of readBy) {
    key[still][token] = 100 / ownSignal;
    key[2 * near][token] = nearKey / ownSignal;
    if (feature) value[FEATURES.indexOf(feature)][token] = found / ownSignal;
  }
  query[still][CONSTANT] = ((slope + 60) * scale) / 100 / constantSignal;
  query[2 * near + 1][CONSTANT] = (slope * scale) / nearKey / constantSignal;

  // Head 1: <tools> anywhere.
  key[headSize + still][special.tools] = 20 / ownSignal;
  query[headSize + still][CONSTANT] = (60 * scale) / 20 / constantSignal;
  value[headSize + FEATURES.indexOf('tools')][special.tools] = found / ownSignal;

  FEATURES.forEach((name, index) => {
    output[featureDimension(name)][index] = 1;
    output[featureDimension(name)][headSize + index] = 1;
  });
  return { query, key, value, output };
}

function matrix(rows, columns) {
  return Array.from({ length: rows }, () => new Float32Array(columns));
}
