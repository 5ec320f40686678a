import type { KnownErrorCode } from '@modelport/core';

interface Wording {
  readonly code: KnownErrorCode;
  /** Statuses under which the words have this meaning; `undefined` stands for an error inside a 200. */
  readonly statuses: readonly (number | undefined)[];
  readonly words: RegExp;
}

/** What servers say in place of a code, each with who says it. The first that fits counts. */
const wordings: readonly Wording[] = [
  {
    // llama.cpp and its router; LM Studio; vLLM behind proxies.
    code: 'MODEL_LOADING',
    statuses: [503],
    words: /loading model|model\b.{0,80}\b(is|being) (still |currently )?load(ing|ed)/i,
  },
  {
    // vLLM, Ollama, LM Studio, Together, Anthropic, older llama.cpp.
    code: 'CONTEXT_LENGTH_EXCEEDED',
    statuses: [undefined, 400, 413, 422, 500],
    words:
      /context (length|size|window)|maximum context|max(imum)?[ _]model[ _]len|input length exceeds|prompt is too long|exceed(s|ed)? (the )?(available |maximum |model'?s )?context|too many (input )?tokens/i,
  },
  {
    // Google; xAI; Groq; TabbyAPI; text-generation-inference; LM Studio; llama.cpp's embeddings.
    code: 'CONTEXT_LENGTH_EXCEEDED',
    statuses: [undefined, 400, 413, 422, 500],
    words:
      /input token count.{0,40}exceeds|maximum prompt length|max_new_tokens`? must be <=|reduce the length of the messages|greater than max_seq_len|`?inputs`? must have less than|context (overflows|the overflows)|too large to process/i,
  },
  {
    // OpenAI and its account limits; DeepSeek; Anthropic; xAI and Together, which answer 403 or 429.
    code: 'INSUFFICIENT_FUNDS',
    statuses: [undefined, 400, 402, 403, 429],
    words:
      /insufficient[_ ](quota|balance|credits?|funds)|exceeded your current quota|credit balance is too low|billing (hard limit|not active)|(used all|out of) (available )?credits/i,
  },
  {
    // DeepSeek; Alibaba; OpenAI's images and reasoning models; OpenRouter's moderation (403); Azure.
    code: 'CONTENT_FILTERED',
    statuses: [undefined, 400, 403, 422],
    words:
      /content exists risk|inappropriate content|safety system|flagged as potentially violating|requires moderation|content management policy/i,
  },
  {
    // llama.cpp's router; LM Studio and vLLM behind proxies; OpenAI.
    code: 'MODEL_NOT_FOUND',
    statuses: [undefined, 400, 404, 422],
    words:
      /model ['"`“]?[^'"`”]{1,200}['"`”]? (was )?not found|model .{1,200} does not exist|invalid model (id|name)|no such model/i,
  },
  {
    // llama.cpp without an image projector answers 500, and would do so again.
    code: 'NOT_SUPPORTED',
    statuses: [undefined, 400, 500],
    words: /(image|audio|video) input is not supported/i,
  },
];

/** The code that a message stands for, where its words are known under this status. */
export function codeOfWords(status: number | undefined, message: string): KnownErrorCode | undefined {
  return wordings.find(({ statuses, words }) => statuses.includes(status) && words.test(message))?.code;
}
