import type { Json } from '../openai/chat-wire.js';
import type { FakeError, FakeReply } from '../openai/fake-reply.js';
import type { RecordedRequest } from '../openai/recorded-request.js';

/** What the fake OpenRouter answers to one chat. Everything left out has a sensible default. */
export interface FakeOpenRouterReply extends Omit<FakeReply, 'error' | 'streamError' | 'reasoningField'> {
  /**
   * Items of `reasoning_details`, whole. Streams send texts and summaries word by word; what comes behind the last text
   * follows the answer. Default: one signed item with the text of `reasoning`; an empty list leaves the text alone.
   */
  reasoningDetails?: readonly Readonly<Json>[] | undefined;
  /** URLs of images that the model made. */
  images?: readonly string[] | undefined;
  /** Items of `annotations`, such as web citations. */
  annotations?: readonly Readonly<Json>[] | undefined;
  /** What the provider called the end. Default: `completed`. */
  nativeFinishReason?: string | undefined;
  /** Whether the provider's key is the user's own. */
  byok?: boolean | undefined;
  /** An error in place of the answer; `details` are further fields of the error object, such as `metadata`. */
  error?: FakeError | undefined;
  /** An error after the provider has started, within a 200: in the middle of a stream, as the body of a plain answer. */
  lateError?: FakeError | undefined;
  /** The same, told of the choice: `choices[0].error`. */
  choiceError?: FakeError | undefined;
}

/** What the fake answers: one reply for all, a list of which the last repeats, or a function of the request. */
export type FakeOpenRouterReplies =
  | FakeOpenRouterReply
  | readonly FakeOpenRouterReply[]
  | ((request: RecordedRequest) => FakeOpenRouterReply);
