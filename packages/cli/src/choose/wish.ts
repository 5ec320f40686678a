import type { Provider } from '@modelport/core';
import type { Environment } from './environment.js';

/** What the command line and the environment say about the provider. */
export interface Wish {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly environment: Environment;
  /** Milliseconds before each word of the built-in mock model. */
  readonly pace: number;
  /** Tells the person of something that takes a while. */
  readonly notify: (text: string) => void;
}

/** A provider to chat with. */
export interface Choice {
  readonly provider: Provider;
  /** What is used and why, and how to get something else, in one line. */
  readonly summary: string;
}
