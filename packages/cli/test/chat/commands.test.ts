import { createProvider, wrapProvider } from '@modelport/core';
import '@modelport/provider-mock';
import { expect, it } from 'vitest';
import { runCommand } from '../../src/chat/commands.js';
import { startConversation } from '../../src/chat/conversation.js';
import { createTerminal } from '../../src/chat/terminal.js';

it('/models tells the context that the server runs with, before the one that the model was made for', async () => {
  const mock = createProvider('mock');
  const [model] = await mock.models();
  const provider = wrapProvider(mock, {
    models: async () => (model ? [{ ...model, contextLength: 8192, effectiveContextLength: 2048 }] : []),
  });
  let shown = '';
  const output = {
    write(text: string | Uint8Array): boolean {
      shown += text;
      return true;
    },
  };
  const { signal } = new AbortController();
  const command = { name: 'models', argument: '' };
  await runCommand(command, startConversation(provider), createTerminal(output, output), signal);
  expect(shown).toContain('mock (loaded, 2048 tokens)');
});
