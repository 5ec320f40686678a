import { type FakeOllama, startFakeOllama } from '@modelport/provider-testkit';
import { afterAll, beforeAll } from 'vitest';

/** Chats with the type `ollama` at the address that is its first argument; prints the types and the text in pieces. */
export const chattingProgram = `
import { createProvider, listDefinitions } from '@modelport/core';
import '@modelport/provider-ollama';

async function main() {
  const ollama = createProvider('ollama', { baseUrl: process.argv[2], model: 'qwen3:8b' });
  const pieces = [];
  for await (const piece of ollama.stream('Why is the sky blue?').text) pieces.push(piece);
  console.log(JSON.stringify({ types: listDefinitions().map(({ type }) => type), pieces }));
}

main();
`;

/** What the program prints when it has talked to {@link useOllama}. */
export const chatted = { types: ['ollama'], pieces: ['It', ' scatters', ' light.'] };

/** A fake Ollama for a file's tests. */
export function useOllama(): { readonly baseUrl: string } {
  let server: FakeOllama | undefined;
  beforeAll(async () => {
    server = await startFakeOllama({ models: ['qwen3:8b'], reply: { text: chatted.pieces.join('') } });
  });
  afterAll(() => server?.close());
  return {
    get baseUrl() {
      return server?.baseUrl ?? '';
    },
  };
}
