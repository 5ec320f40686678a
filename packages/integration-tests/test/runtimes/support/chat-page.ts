import { type ChatProgram, chatProgram } from './chat-program.js';

/** What the page has as a global. */
export interface ChatInPage {
  chatProgram: ChatProgram;
}

(globalThis as unknown as ChatInPage).chatProgram = chatProgram;
