/**
 * The files of each provider that write its wire and read it: `to-wire.ts`, `from-wire.ts`, and what was split off
 * from them or does the reading and writing for them.
 */
export const wireFiles = {
  'provider-ollama': [
    'src/to-wire.ts',
    'src/to-wire-messages.ts',
    'src/tool-schema.ts',
    'src/from-wire.ts',
    'src/wire-facts.ts',
    'src/forced-call.ts',
  ],
  'provider-openai-compatible': [
    'src/to-wire.ts',
    'src/to-wire-messages.ts',
    'src/from-wire.ts',
    'src/wire-facts.ts',
    'src/answer-parts.ts',
    'src/tool-call-joiner.ts',
    'src/whole-answer.ts',
    'src/failed-answer.ts',
  ],
  'provider-openrouter': [
    'src/to-wire.ts',
    'src/wire-names.ts',
    'src/from-wire.ts',
    'src/reasoning-details.ts',
    'src/cost.ts',
  ],
  'provider-llamacpp': ['src/to-wire.ts', 'src/from-wire.ts'],
  'provider-anthropic': [
    'src/to-wire.ts',
    'src/to-wire-messages.ts',
    'src/to-wire-blocks.ts',
    'src/from-wire.ts',
    'src/content-block.ts',
    'src/usage.ts',
  ],
};
