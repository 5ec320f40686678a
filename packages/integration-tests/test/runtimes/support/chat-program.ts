// A program as users write it, for runtimes without Node's modules.
import { createProvider, type ErrorCode, ProviderError } from '@modelport/core';
import '@modelport/provider-ollama';

/** What the program can be asked to do with a server. */
export interface ChatProgram {
  /** The text of an answer, as it came. */
  chat(baseUrl: string): Promise<readonly string[]>;
  /** Hangs up behind the first text; gives the code of the error that the answer ends with. */
  abort(baseUrl: string): Promise<ErrorCode | 'none'>;
  /** What goes wrong with a chat. */
  failure(baseUrl: string): Promise<{ readonly code: ErrorCode; readonly message: string }>;
}

/** The program. */
export const chatProgram: ChatProgram = {
  async chat(baseUrl) {
    const texts: string[] = [];
    for await (const text of open(baseUrl).stream('Hi').text) texts.push(text);
    return texts;
  },

  async abort(baseUrl) {
    const controller = new AbortController();
    const { text } = open(baseUrl).stream('Hi', { signal: controller.signal });
    return codeOf(async () => {
      for await (const _ of text) controller.abort();
    });
  },

  async failure(baseUrl) {
    try {
      await open(baseUrl).chat('Hi');
    } catch (error) {
      if (ProviderError.isInstance(error)) return { code: error.code, message: error.message };
      throw error;
    }
    throw new Error('The chat did not fail.');
  },
};

function open(baseUrl: string) {
  return createProvider('ollama', { baseUrl, model: 'chat-fake', maxRetries: 0 });
}

async function codeOf(action: () => Promise<void>): Promise<ErrorCode | 'none'> {
  try {
    await action();
    return 'none';
  } catch (error) {
    if (ProviderError.isInstance(error)) return error.code;
    throw error;
  }
}
