import type { Provider } from '@modelport/core';
import type { Environment } from './environment.js';

/** What the command line and the environment say about the provider. */
export interface Wish {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly baseUrl?: string | undefined;
  /** The variable that names the provider, where no flag does. */
  readonly preferredBy?: string | undefined;
  /** Whether a conversation follows, in which `/model` chooses another model. */
  readonly isChat: boolean;
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

/** Whether a certain provider or address is asked for, by a flag or the environment. */
export function isAsked({ provider, baseUrl }: Wish): boolean {
  return provider !== undefined || baseUrl !== undefined;
}

/** Why what was asked for is used. */
export function askedBy({ preferredBy }: Wish): string {
  return preferredBy === undefined ? ', as asked' : `: ${preferredBy} says so`;
}

/** How to get another model. */
export function otherModel({ isChat }: Wish): string {
  return isChat ? 'Another model: /model NAME.' : 'Another: --model NAME, --provider NAME, --base-url URL.';
}
