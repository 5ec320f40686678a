import type { AssistantMessage, ChatStream, Message, Provider } from '@modelport/core';

/** A conversation with one provider. */
export interface Conversation {
  readonly provider: Provider;
  /** Model of the next answers. Default: the provider's. */
  model: string | undefined;
  /** Asks the next question. It becomes part of the conversation with its answer. */
  ask(question: string, signal: AbortSignal): ChatStream;
  /** Takes a question and what was answered, whole or not, into the conversation. */
  keep(question: string, answer: AssistantMessage): void;
  /** Forgets all but the instructions. */
  restart(): void;
}

/** Begins a conversation, with instructions to the model where there are some. */
export function startConversation(provider: Provider, system?: string): Conversation {
  const instructions: readonly Message[] = system === undefined ? [] : [{ role: 'system', content: system }];
  let messages: readonly Message[] = instructions;
  return {
    provider,
    model: provider.model,
    ask(question, signal) {
      const request = {
        model: this.model,
        messages: [...messages, { role: 'user', content: question }] as const,
      };
      return provider.stream(request, { signal });
    },
    keep(question, answer) {
      messages = [...messages, { role: 'user', content: question }, answer];
    },
    restart() {
      messages = instructions;
    },
  };
}
