#!/usr/bin/env node
import { type Arguments, parseArguments, UsageError } from './arguments.js';
import { createTerminal, type Terminal } from './chat/terminal.js';
import { checkNode } from './check-node.js';

/** Milliseconds before each word of the built-in mock model, where a person reads along. */
const readingPace = 25;

process.exitCode = await main(process.argv.slice(2));

/** The exit code: 0, 1 after an error, 130 after Ctrl-C. */
async function main(args: readonly string[]): Promise<number> {
  leaveQuietlyWithTheReader();
  let terminal = createTerminal(process.stdout, process.stderr);
  try {
    checkNode(process.versions.node);
    const given = parseArguments(args);
    terminal = createTerminal(process.stdout, process.stderr, given);
    if (given.version) return await printVersion();
    if (given.help) return await printHelp();
    return await chat(given, terminal);
  } catch (error) {
    const { showError } = await import('./chat/show-error.js');
    showError(error, terminal);
    return 1;
  }
}

async function chat(given: Arguments, terminal: Terminal): Promise<number> {
  const stopWaiting = onInterrupt(() => process.exit(130));
  const question = await questionFrom(given, terminal);
  if (question === undefined && !(process.stdin.isTTY && process.stdout.isTTY)) {
    throw new UsageError('There is no question. Give one as in: modelport "Why is the sky blue?"');
  }
  const [{ chooseProvider }, { startConversation }] = await Promise.all([
    import('./choose/choose-provider.js'),
    import('./chat/conversation.js'),
  ]);
  const { provider, summary } = await chooseProvider({
    ...given,
    isChat: question === undefined,
    environment: process.env,
    pace: terminal.isWatched ? readingPace : 0,
    notify: terminal.dimLine,
  });
  terminal.dimLine(summary);
  stopWaiting();
  const conversation = startConversation(provider, given.system);
  try {
    if (question !== undefined) {
      const { askOnce } = await import('./chat/ask-once.js');
      return await askOnce(conversation, question, terminal, onInterrupt);
    }
    const { chatOnTerminal } = await import('./chat/interactive.js');
    terminal.dimLine('Type a question and press Enter. /help lists the commands, Ctrl-D leaves.');
    await chatOnTerminal(conversation, terminal, {
      input: process.stdin,
      output: process.stdout,
      onInterrupt,
    });
    return 0;
  } finally {
    await provider.close();
  }
}

/** The question of the command line, with what is piped in; `undefined` where there is neither. */
async function questionFrom({ question }: Arguments, terminal: Terminal): Promise<string | undefined> {
  const { readContext, readInput } = await import('./read-input.js');
  if (question === undefined) return (await readInput(process.stdin)) || undefined;
  const context = await readContext(process.stdin, () =>
    terminal.dimLine(
      'Nothing came on stdin for 5 s, so only the question is asked; "< /dev/null" saves the wait.',
    ),
  );
  return context ? `${question}\n\n${context}` : question;
}

async function printHelp(): Promise<number> {
  const { helpText } = await import('./help.js');
  process.stdout.write(`${helpText}\n`);
  return 0;
}

async function printVersion(): Promise<number> {
  const { version } = await import('./version.js');
  process.stdout.write(`modelport ${version}\n`);
  return 0;
}

function onInterrupt(action: () => void): () => void {
  process.once('SIGINT', action);
  return () => process.off('SIGINT', action);
}

/** `modelport "..." | head -1` closes the pipe while the answer still comes: no error, and no need to go on. */
function leaveQuietlyWithTheReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(0);
    });
  }
}
