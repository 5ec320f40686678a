// The parsers under comparison, each in two forms: `push` from chunks in memory, `read` from an async body.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Imports a package as seen from one of ours, because the workspace hoists nothing. */
async function importFrom(folder, name) {
  const require = createRequire(new URL(`../../packages/${folder}/package.json`, import.meta.url));
  return import(pathToFileURL(require.resolve(name)).href);
}

const { createSseParser, readServerSentEvents } = await import('../../packages/provider-utils/dist/index.js');
const { createParser } = await importFrom('provider-utils', 'eventsource-parser');
const { EventSourceParserStream } = await importFrom('provider-utils', 'eventsource-parser/stream');
const { _iterSSEMessages } = await importFrom('provider-openai-compatible', 'openai/core/streaming');

/** The limit that ours has by default, so that both check it. */
const maxBufferSize = 16 * 1024 * 1024;

/** A body that has everything at hand: what is measured is framing, not a network. */
function body(chunks) {
  let at = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (at < chunks.length) controller.enqueue(chunks[at++]);
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

export const contenders = {
  ours: {
    push(chunks, onEvent) {
      const parser = createSseParser();
      for (const chunk of chunks) for (const event of parser.push(chunk)) onEvent(event);
      for (const event of parser.end()) onEvent(event);
    },
    async read(chunks, onEvent) {
      for await (const batch of readServerSentEvents(body(chunks))) for (const event of batch) onEvent(event);
    },
  },
  'eventsource-parser': {
    push(chunks, onEvent) {
      const decoder = new TextDecoder();
      const parser = createParser({
        onEvent,
        maxBufferSize,
        onError(error) {
          if (error.type === 'max-buffer-size-exceeded') throw error;
        },
      });
      for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
    },
    async read(chunks, onEvent) {
      const events = body(chunks)
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream({ maxBufferSize, onError: 'terminate' }));
      for await (const event of events) onEvent(event);
    },
  },
  'openai SDK': {
    async read(chunks, onEvent) {
      const controller = new AbortController();
      for await (const event of _iterSSEMessages({ body: body(chunks) }, controller)) onEvent(event);
    },
  },
};
