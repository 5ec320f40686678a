import type { ModelInfo } from '@modelport/core';
import { closest } from '../closest.js';
import type { Conversation } from './conversation.js';
import type { Terminal } from './terminal.js';

/** A command that was typed at the prompt. */
export interface Command {
  readonly name: string;
  /** What follows the name. */
  readonly argument: string;
}

/** What each command does, as `/help` shows it. */
const commands: Readonly<Record<string, string>> = {
  help: '/help          this list',
  new: '/new           forget the conversation',
  model: '/model NAME    use another model; without a name: which one is used',
  models: '/models TEXT   list the models, those with TEXT in the name',
  exit: '/exit          leave, like Ctrl-D; Ctrl-C stops a running answer',
};

/** The most models that `/models` shows. */
const mostModels = 40;

/** The command in a line; `undefined` where it is a question, such as one about `/etc/hosts`. */
export function commandIn(line: string): Command | undefined {
  const [, name, argument = ''] = /^\/(\w+)(?:\s+(.*))?$/.exec(line) ?? [];
  if (name === undefined) return undefined;
  return { name: name === 'quit' ? 'exit' : name.toLowerCase(), argument: argument.trim() };
}

/** Does what a command says. @throws ProviderError where the models cannot be listed. */
export async function runCommand(
  { name, argument }: Command,
  conversation: Conversation,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  switch (name) {
    case 'help':
      return terminal.line(Object.values(commands).join('\n'));
    case 'new':
      conversation.restart();
      return terminal.dimLine('A new conversation.');
    case 'model':
      if (argument !== '') conversation.model = argument;
      return terminal.dimLine(`The model is ${conversation.model ?? 'the default'}.`);
    case 'models':
      return terminal.line(
        listOf(await conversation.provider.models({ signal }), argument, conversation.model),
      );
    default: {
      const meant = closest(name, Object.keys(commands));
      terminal.line(
        `There is no command /${name}.${meant ? ` Did you mean /${meant}?` : ''} /help lists them.`,
      );
    }
  }
}

function listOf(models: readonly ModelInfo[], text: string, current: string | undefined): string {
  const wanted = models.filter(({ id }) => id.toLowerCase().includes(text.toLowerCase()));
  if (wanted.length === 0)
    return text === '' ? 'No models are offered.' : `No model has "${text}" in its name.`;
  const lines = wanted
    .slice(0, mostModels)
    .map(({ id, loaded, contextLength, effectiveContextLength = contextLength }) => {
      const length = effectiveContextLength && `${effectiveContextLength} tokens`;
      const facts = [loaded && 'loaded', length].filter(Boolean).join(', ');
      return `${id === current ? '*' : ' '} ${id}${facts === '' ? '' : ` (${facts})`}`;
    });
  const more = wanted.length - lines.length;
  return [...lines, ...(more > 0 ? [`  and ${more} more; /models TEXT finds them`] : [])].join('\n');
}
