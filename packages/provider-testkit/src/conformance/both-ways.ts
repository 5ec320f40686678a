import type { ChatRequest, ChatResponse, Provider } from '@modelport/core';

/** Asks twice, for a plain answer and for a streamed one, and gives both with the name of the way. */
export async function bothWays(
  provider: Provider,
  request: string | ChatRequest = 'Hi',
): Promise<readonly (readonly [way: string, response: ChatResponse])[]> {
  const plain = await provider.chat(request);
  return [
    ['the plain answer', plain],
    ['the streamed answer', await provider.stream(request).response],
  ];
}
