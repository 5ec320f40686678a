#!/usr/bin/env node
// Writes a tiny chat model that llama.cpp loads like any other, and whose answers are known beforehand: its
// weights are built by hand, not trained. The same arguments give the same bytes. Some 1.5 MB, no dependencies.
//
//   node make-tiny-model.mjs [--out tiny-chat.gguf] [--thinking] [--name NAME] [--context 8192]
//                            [--layers 1] [--feed-forward 32] [--print]
//
//   --thinking       the same answers after a <think>...</think> block
//   --layers, --feed-forward   zeros that make the file larger, so that loading it takes a while
//   --print          also print what it says
//
// What it answers is in README.md; how it works is in tiny-model/weights.mjs.

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chatTemplate } from './tiny-model/chat-template.mjs';
import { encodeGguf } from './tiny-model/gguf.mjs';
import { replies, replyText } from './tiny-model/replies.mjs';
import { vocabulary } from './tiny-model/vocabulary.mjs';
import { buildTensors, shape } from './tiny-model/weights.mjs';

const { values: options } = parseArgs({
  options: {
    out: { type: 'string' },
    thinking: { type: 'boolean', default: false },
    name: { type: 'string' },
    context: { type: 'string', default: '8192' },
    layers: { type: 'string', default: '1' },
    'feed-forward': { type: 'string', default: '32' },
    print: { type: 'boolean', default: false },
  },
});
const { thinking } = options;
const name = options.name ?? (thinking ? 'tiny-thinking' : 'tiny-chat');
const file = options.out ?? `${name}.gguf`;
const [context, layers, feedForward] = [options.context, options.layers, options['feed-forward']].map(Number);

const metadata = {
  'general.architecture': ['string', 'llama'],
  'general.name': ['string', name],
  'general.type': ['string', 'model'],
  'general.size_label': ['string', 'tiny'],
  'general.license': ['string', 'cc0-1.0'],
  'general.file_type': ['u32', 1],
  'general.quantization_version': ['u32', 2],
  'llama.vocab_size': ['u32', vocabulary.size],
  'llama.context_length': ['u32', context],
  'llama.embedding_length': ['u32', shape.width],
  'llama.block_count': ['u32', layers],
  'llama.feed_forward_length': ['u32', feedForward],
  'llama.attention.head_count': ['u32', shape.heads],
  'llama.attention.head_count_kv': ['u32', shape.keyValueHeads],
  'llama.attention.key_length': ['u32', shape.headSize],
  'llama.attention.value_length': ['u32', shape.headSize],
  'llama.attention.layer_norm_rms_epsilon': ['f32', 1e-6],
  'llama.rope.dimension_count': ['u32', shape.headSize],
  'llama.rope.freq_base': ['f32', shape.ropeBase],
  'tokenizer.ggml.model': ['string', 'gpt2'],
  'tokenizer.ggml.pre': ['string', 'gpt-2'],
  'tokenizer.ggml.tokens': ['array', ['string', vocabulary.tokens.map((token) => token.text)]],
  'tokenizer.ggml.token_type': ['array', ['i32', vocabulary.tokens.map((token) => token.type)]],
  'tokenizer.ggml.merges': ['array', ['string', vocabulary.merges]],
  'tokenizer.ggml.bos_token_id': ['u32', vocabulary.special.endOfText],
  'tokenizer.ggml.eos_token_id': ['u32', vocabulary.special.turnEnd],
  'tokenizer.ggml.padding_token_id': ['u32', vocabulary.special.endOfText],
  'tokenizer.ggml.add_bos_token': ['bool', false],
  'tokenizer.chat_template': ['string', chatTemplate({ thinking })],
};
writeFileSync(file, encodeGguf(metadata, buildTensors({ thinking, context, layers, feedForward })));

console.error(`${file}: ${vocabulary.size} tokens`);
if (options.print) {
  for (const [reply, pieces] of Object.entries(replies)) console.log(`${reply}: ${replyText(pieces)}`);
}
