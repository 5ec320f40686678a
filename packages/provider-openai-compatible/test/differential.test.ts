import { captures, faults, startFaultyServer, startReplayServer } from '@modelport/provider-testkit';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { allEvents, callsOf, testCall, textOf } from './support/call-context.js';
import { ask, testDriver } from './support/create-driver.js';

/** What both sides must agree on. */
interface Heard {
  text: string;
  calls: { id: string; name: string; arguments: string }[];
  usage: { in: number | undefined; out: number | undefined } | undefined;
  finish: string | null | undefined;
}

const messages = [{ role: 'user' as const, content: 'Hi' }];

async function heardByClient(baseURL: string, stream: boolean): Promise<Heard> {
  const client = new OpenAI({ baseURL, apiKey: 'k', maxRetries: 0 });
  const { chat } = client;
  // The client's own joining of fragments is the reference for streams.
  const completion = stream
    ? await chat.completions.stream({ model: 'm', messages }).finalChatCompletion()
    : await chat.completions.create({ model: 'm', messages });
  const choice = completion.choices[0];
  return {
    text: choice?.message.content ?? '',
    calls: (choice?.message.tool_calls ?? []).flatMap((call) =>
      call.type === 'function'
        ? [{ id: call.id, name: call.function.name, arguments: call.function.arguments }]
        : [],
    ),
    usage: completion.usage && {
      in: completion.usage.prompt_tokens,
      out: completion.usage.completion_tokens,
    },
    finish: choice?.finish_reason,
  };
}

async function heardByUs(baseUrl: string, stream: boolean): Promise<Heard> {
  const driver = testDriver(baseUrl);
  const events = stream
    ? await allEvents(driver.stream(ask('Hi'), testCall()))
    : await driver.chat(ask('Hi'), testCall());
  const usage = events.findLast((event) => event.type === 'usage')?.usage;
  return {
    text: textOf(events),
    calls: callsOf(events),
    usage: usage && { in: usage.inputTokens, out: usage.outputTokens },
    finish: events.findLast((event) => event.type === 'finish')?.rawFinishReason,
  };
}

describe('the same bytes, read by us and by the openai client', () => {
  const recorded = captures({ prefix: 'llamacpp/', path: '/v1/chat/completions' })
    // Cut while recording: the client takes it for complete, we do not. The test below is about that.
    .filter(({ status, name }) => status === 200 && name !== 'llamacpp/abort-stream')
    .map((capture) => [capture.name, capture] as const);

  it.each(recorded)('%s says the same', async (_, capture) => {
    await using server = await startReplayServer(capture);
    const stream = capture.headers['content-type']?.startsWith('text/event-stream') ?? false;
    const baseUrl = `${server.baseUrl}/v1`;
    const [theirs, ours] = [await heardByClient(baseUrl, stream), await heardByUs(baseUrl, stream)];
    expect(ours).toEqual(theirs);
    expect(server.mismatches).toEqual([]);
  });

  it('differ where the client takes a cut stream for a whole one', async () => {
    await using server = await startFaultyServer(faults.cutMidStream({ framing: 'close' }));
    const baseURL = `${server.baseUrl}/v1`;
    const client = new OpenAI({ baseURL, apiKey: 'k', maxRetries: 0 });
    let text = '';
    for await (const chunk of await client.chat.completions.create({ model: 'm', messages, stream: true })) {
      text += chunk.choices[0]?.delta.content ?? '';
    }
    expect(text).toBe('Hello there!');
    expect((await heardByUs(baseURL, true)).finish).toBeUndefined();
  });
});
