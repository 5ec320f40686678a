import type { Breakage } from '../../reference/breakage.js';

/** Reads something else than what the backend sent, where the path of the request ends so. */
export function changingText(pathEnd: string, change: (text: string) => string): Breakage {
  return {
    async send(send, request) {
      const response = await send();
      if (!request.url.endsWith(pathEnd)) return response;
      const { body } = response;
      return {
        ...response,
        body: {
          next: () => body.next(),
          return: () => body.return(),
          text: async (limit?: number) => change(await body.text(limit)),
          [Symbol.asyncIterator]() {
            return this;
          },
        },
      };
    },
  };
}
