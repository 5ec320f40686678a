import { describe, expect, it } from 'vitest';
import { createAnswerExtras } from '../src/from-wire.js';
import { ofType, setUp } from './support/provider.js';

const citation = {
  type: 'url_citation',
  url_citation: { url: 'https://a.org', title: 'A', content: 'words', start_index: 0, end_index: 2 },
};
const file = { type: 'file', file: { hash: 'h1', name: 'a.pdf', content: [{ type: 'text', text: 'page' }] } };

describe.each(['chat', 'stream'] as const)('an answer by %s', (way) => {
  const ask = async (setup: Awaited<ReturnType<typeof setUp>>) =>
    way === 'chat' ? setup.provider.chat('Hi') : setup.provider.stream('Hi').response;

  it('cites its sources, and hands over what was read of files', async () => {
    await using setup = await setUp({ reply: { text: 'Hi', annotations: [citation, file] } });
    const { sources, providerData } = await ask(setup);
    expect(sources).toEqual([{ type: 'source', url: 'https://a.org', title: 'A', quote: 'words' }]);
    expect(providerData?.data).toMatchObject({ annotations: [file] });
  });

  it('may hold images', async () => {
    await using setup = await setUp({
      reply: { text: 'Here.', images: ['data:image/png;base64,iVBORw0KGgo='] },
    });
    const { message } = await ask(setup);
    expect(message.content).toEqual([
      { type: 'text', text: 'Here.' },
      { type: 'file', mediaType: 'image/png', data: 'iVBORw0KGgo=' },
    ]);
  });

  it('has the id of the generation as its request id, whatever the edge calls it', async () => {
    await using setup = await setUp();
    const { id, requestId, headers } = await ask(setup);
    expect(requestId).toBe(headers['x-generation-id']);
    expect(requestId).toBe(id);
    expect(headers['cf-ray']).not.toBe(requestId);
  });

  it("keeps OpenRouter's word for its end apart from the provider's", async () => {
    await using setup = await setUp({
      reply: { text: 'Hi', finishReason: 'length', nativeFinishReason: 'MAX_TOKENS' },
    });
    const { finishReason, rawFinishReason, providerData } = await ask(setup);
    expect({ finishReason, rawFinishReason }).toEqual({ finishReason: 'length', rawFinishReason: 'length' });
    expect(providerData?.data).toEqual({ provider: 'OpenAI', native_finish_reason: 'MAX_TOKENS' });
  });
});

describe('a stream', () => {
  it('hands over all files that it tells of, although one after the other', async () => {
    const reader = createAnswerExtras();
    const tell = (name: string) =>
      reader({ choices: [{ delta: { annotations: [{ type: 'file', file: { name } }] } }] } as never);
    tell('a.pdf');
    expect(tell('b.pdf')?.finishData).toMatchObject({
      annotations: [{ file: { name: 'a.pdf' } }, { file: { name: 'b.pdf' } }],
    });
  });

  it('ends with one usage and one finish, although the reason comes twice', async () => {
    await using setup = await setUp({ reply: { text: 'One two three', reasoning: 'Well' } });
    const events = [];
    for await (const event of setup.provider.stream('Hi')) events.push(event);
    expect(ofType(events, 'usage')).toHaveLength(1);
    expect(ofType(events, 'finish')).toHaveLength(1);
    expect(events.at(-1)?.type).toBe('finish');
    expect(ofType(events, 'start')).toHaveLength(1);
  });

  it('closes its connection when it is left', async () => {
    await using setup = await setUp({ reply: { text: 'a b c d e f g h', chunkDelay: 50 } });
    for await (const event of setup.provider.stream('Hi')) if (event.type === 'text-delta') break;
    expect(await setup.fake.requests[0]?.outcome).toBe('aborted');
  });
});
