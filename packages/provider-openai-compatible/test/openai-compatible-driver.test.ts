import {
  captures,
  type Fault,
  type FaultName,
  faults,
  loadCapture,
  startFakeOpenAIServer,
  startFaultyServer,
  startReplayServer,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { allEvents, callsOf, reasoningOf, testCall, textOf } from './support/call-context.js';
import { ask, testDriver, transports } from './support/create-driver.js';

const strict = () => startFakeOpenAIServer();

describe.each(transports)('a strict server over %s', (_, fetch) => {
  const call = testCall({ apiKey: 'sk-fake' });
  const quirks = [{ maxTokensField: 'max_completion_tokens', extraSampling: false } as const];

  it('accepts everything that a request can hold', async () => {
    await using server = await strict();
    const driver = testDriver(server.baseUrl, { fetch, quirks });
    const events = await allEvents(
      driver.stream(
        ask('Answer in JSON.', {
          messages: [
            { role: 'system', content: 'Be brief.' },
            {
              role: 'user',
              content: [
                { type: 'text', text: 'What is this?' },
                { type: 'image', data: 'AAAA', mediaType: 'image/png', detail: 'low' },
                { type: 'file', data: 'AAAA', mediaType: 'application/pdf', filename: 'a.pdf' },
                { type: 'file', data: 'AAAA', mediaType: 'audio/wav' },
              ],
            },
            {
              role: 'assistant',
              content: [
                { type: 'reasoning', text: 'Hm.' },
                { type: 'tool-call', id: 'a', name: 'add', arguments: { a: 1 } },
              ],
            },
            { role: 'tool', toolCallId: 'a', toolName: 'add', content: [{ type: 'text', text: '2' }] },
          ],
          tools: [{ name: 'add', description: 'Adds.', parameters: { type: 'object', properties: {} } }],
          toolChoice: 'none',
          parallelToolCalls: false,
          responseFormat: { type: 'json', schema: { type: 'object', properties: {} }, name: 'x' },
          temperature: 0.5,
          topP: 0.9,
          presencePenalty: 0,
          frequencyPenalty: 0,
          maxTokens: 100,
          stop: ['END'],
          seed: 1,
          logprobs: 2,
        }),
        call,
      ),
    );
    expect(textOf(events)).toBe('Hello from a fake that reads every request.');
    expect(server.requests[0]?.body).toMatchObject({ tool_choice: 'none', tools: [{}], stream: true });
  });

  it('streams text, with names, headers, rate limits and usage', async () => {
    await using server = await strict();
    const events = await allEvents(testDriver(server.baseUrl, { fetch }).stream(ask('Hi'), call));
    expect(events.slice(0, 2)).toMatchObject([
      {
        type: 'start',
        requestId: 'req_fake_1',
        headers: { 'openai-version': '2020-10-01' },
        rateLimit: { requests: { limit: 10_000, remaining: 9_999, resetMs: 6 } },
      },
      { type: 'start', id: expect.stringMatching(/^chatcmpl/), model: 'gpt-fake' },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'finish', finishReason: 'stop' });
    expect(events.filter(({ type }) => type === 'usage')).toMatchObject([
      { usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) } },
    ]);
  });

  it('gives the same by a plain exchange and by a stream', async () => {
    await using server = await startFakeOpenAIServer({
      reply: {
        reasoning: 'Thinking about it.',
        text: 'Let me see.',
        toolCalls: [
          { id: 'a', name: 'add', arguments: '{"a":1}' },
          { id: 'b', name: 'add', arguments: '{"a":2}' },
        ],
      },
    });
    const driver = testDriver(server.baseUrl, { fetch });
    const request = ask('Hi', { tools: [{ name: 'add', parameters: { type: 'object' } }] });
    for (const events of [await driver.chat(request, call), await allEvents(driver.stream(request, call))]) {
      expect(reasoningOf(events)).toBe('Thinking about it.');
      expect(textOf(events)).toBe('Let me see.');
      expect(callsOf(events)).toEqual([
        { id: 'a', name: 'add', arguments: '{"a":1}' },
        { id: 'b', name: 'add', arguments: '{"a":2}' },
      ]);
      expect(events.at(-1)).toMatchObject({ type: 'finish', finishReason: 'tool-calls' });
    }
  });

  it('lists models, tells of its health, and embeds', async () => {
    await using server = await strict();
    const driver = testDriver(server.baseUrl, { fetch, model: 'gpt-fake' });
    expect((await driver.listModels(call)).map(({ id }) => id)).toEqual([
      'gpt-fake',
      'o-fake',
      'embedding-fake',
    ]);
    expect(await driver.checkHealth(call)).toEqual({ reachable: true, hasModel: true, modelId: 'gpt-fake' });
    const { embeddings, usage, model } = await driver.embed(
      { model: 'embedding-fake', input: ['a', 'b'], dimensions: 4 },
      call,
    );
    expect(embeddings).toHaveLength(2);
    expect(embeddings[0]).toHaveLength(4);
    expect(usage?.inputTokens).toEqual(expect.any(Number));
    expect(model).toBe('embedding-fake');
    expect(server.requests.at(-1)?.body).toMatchObject({ encoding_format: 'float' });
  });

  it('fails with a wrong key, which is in no message although the server echoes it', async () => {
    await using server = await strict();
    const driver = testDriver(server.baseUrl, { fetch });
    const failure = await driver
      .chat(ask('Hi'), testCall({ apiKey: 'very-secret-123' }))
      .catch((error) => error);
    expect(failure).toMatchObject({ code: 'AUTH_FAILED', status: 401, requestId: 'req_fake_1' });
    expect(JSON.stringify(failure) + String(failure.stack)).not.toContain('very-secret-123');
  });
});

describe('the key', () => {
  async function headersSent(
    baseUrlOptions: Parameters<typeof testDriver>[1],
    call: Parameters<typeof testCall>[0],
  ) {
    await using server = await startFakeOpenAIServer({ apiKey: null });
    await testDriver(server.baseUrl, baseUrlOptions).listModels(testCall(call));
    return server.requests[0]?.headers ?? {};
  }

  it('goes as a bearer token', async () => {
    expect(await headersSent({}, { apiKey: 'k' })).toMatchObject({ authorization: 'Bearer k' });
  });

  it('may go bare in api-key', async () => {
    const headers = await headersSent({ quirks: [{ authHeader: 'api-key' }] }, { apiKey: 'k' });
    expect(headers['api-key']).toBe('k');
    expect(headers.authorization).toBeUndefined();
  });

  it.each(['api-key', 'authorization'])('gives way to a header %s of the caller', async (name) => {
    const headers = await headersSent({}, { apiKey: 'k', headers: { [name]: 'mine' } });
    expect(headers[name]).toBe('mine');
    expect(Object.values(headers)).not.toContain('Bearer k');
  });

  it('is not needed', async () => {
    expect((await headersSent({}, {})).authorization).toBeUndefined();
  });
});

const finishes: readonly FaultName[] = [
  'none',
  'plainAnswerToStream',
  'wrongContentType',
  'finishWithoutDone',
  'gzipped',
  'inPieces',
  'staleKeepAlive',
];

describe.each(transports)('faults over %s', (_, fetch) => {
  async function meet(fault: FaultName | Fault, stream = true) {
    await using server = await startFaultyServer(fault);
    const driver = testDriver(`${server.baseUrl}/v1`, { fetch });
    const call = testCall();
    if (!stream) return { events: await driver.chat(ask('Hi'), call), call };
    return { events: await allEvents(driver.stream(ask('Hi'), call)), call };
  }

  it.each(finishes)('%s is survived', async (fault) => {
    expect(textOf((await meet(fault)).events)).toBe('Hello there!');
  });

  it('one malformed event is skipped with a warning', async () => {
    const { events, call } = await meet('malformedFrames');
    expect(textOf(events)).toBe('Hello there!');
    expect(call.warnings.map(({ code }) => code)).toEqual(['malformed-event']);
  });

  it('an event of 10 MB is read', async () => {
    expect(textOf((await meet('hugeFrame')).events)).toHaveLength(10_000_000);
  });

  it.each([
    ['malformedFrames', faults.malformedFrames({ count: 9 }), 'RESPONSE_INVALID'],
    ['htmlPage', faults.htmlPage(), 'RESPONSE_INVALID'],
    ['emptyBody', faults.emptyBody(), 'RESPONSE_INVALID'],
    ['brokenJson', faults.brokenJson(), 'RESPONSE_INVALID'],
    ['endlessLine', faults.endlessLine(), 'RESPONSE_INVALID'],
    ['bodyCut', faults.bodyCut(), 'STREAM_INTERRUPTED'],
    ['closeBeforeHeaders', faults.closeBeforeHeaders(), 'BACKEND_UNREACHABLE'],
    ['jsonErrorBody', faults.jsonErrorBody(), 'BACKEND_ERROR'],
    ['errorFirst', faults.errorFirst(), 'BACKEND_ERROR'],
    ['rateLimited', faults.rateLimited({ retryAfter: 7 }), 'RATE_LIMITED'],
    ['quotaExceeded', faults.quotaExceeded(), 'INSUFFICIENT_FUNDS'],
    ['loading', faults.loading(), 'MODEL_LOADING'],
    ['cutMidStream', faults.cutMidStream({ how: 'reset' }), 'STREAM_INTERRUPTED'],
    ['chunkCut', faults.chunkCut(), 'STREAM_INTERRUPTED'],
  ] as const)('%s is an error', async (_name, fault, code) => {
    await expect(meet(fault)).rejects.toMatchObject({ code });
  });

  it.each([
    ['htmlPage', 'RESPONSE_INVALID'],
    ['emptyBody', 'RESPONSE_INVALID'],
    ['brokenJson', 'RESPONSE_INVALID'],
    ['jsonErrorBody', 'BACKEND_ERROR'],
    ['bodyCut', 'STREAM_INTERRUPTED'],
  ] as const)('%s is an error of a plain exchange', async (fault, code) => {
    await expect(meet(fault, false)).rejects.toMatchObject({ code });
  });

  it('a plain exchange reads a stream that was not asked for', async () => {
    expect(textOf((await meet('wrongContentType', false)).events)).toBe('Hello there!');
  });

  it.each(['openai', 'llamacpp', 'vllm', 'openrouter'] as const)(
    'an error of %s in the stream is typed, after what had come',
    async (dialect) => {
      await using server = await startFaultyServer(faults.errorMidStream({ dialect }));
      const stream = testDriver(`${server.baseUrl}/v1`, { fetch }).stream(ask('Hi'), testCall());
      let text = '';
      const reading = (async () => {
        for await (const batch of stream) text += textOf(batch);
      })();
      await expect(reading).rejects.toMatchObject({ code: 'BACKEND_ERROR' });
      expect(text).toBe('Hello there!');
    },
  );

  it.each(['endWithoutFinish', 'cutMidStream'] as const)('%s ends without a finish event', async (name) => {
    const fault = name === 'cutMidStream' ? faults.cutMidStream({ framing: 'close', halfFrame: true }) : name;
    const { events, call } = await meet(fault);
    expect(textOf(events)).toBe('Hello there!');
    expect(events.some(({ type }) => type === 'finish')).toBe(false);
    expect(call.warnings).toEqual([]);
  });

  it('keeps the connection for the next call once a stream was read to its end', async () => {
    await using server = await startFaultyServer('none');
    const driver = testDriver(`${server.baseUrl}/v1`, { fetch });
    for (let round = 0; round < 5; round++) await allEvents(driver.stream(ask('Hi'), testCall()));
    // fetch may open a second one before it sees that the first is free.
    expect(server.connections.length).toBeLessThan(3);
  });

  it('closes the connection when the consumer leaves the loop', async () => {
    await using server = await startFaultyServer('stallMidStream');
    for await (const batch of testDriver(`${server.baseUrl}/v1`, { fetch }).stream(ask('Hi'), testCall())) {
      if (textOf(batch) !== '') break;
    }
    await expect(server.connections[0]?.closed).resolves.toBeDefined();
  });

  it('fails with the reason of the signal, and closes the connection', async () => {
    await using server = await startFaultyServer('stallMidStream');
    const controller = new AbortController();
    const stream = testDriver(`${server.baseUrl}/v1`, { fetch }).stream(
      ask('Hi'),
      testCall({ signal: controller.signal }),
    );
    const reason = new Error('enough');
    const reading = (async () => {
      for await (const batch of stream) if (textOf(batch) !== '') controller.abort(reason);
    })();
    await expect(reading).rejects.toBe(reason);
    await expect(server.connections[0]?.closed).resolves.toBeDefined();
  });
});

describe('recorded answers', () => {
  const plain = captures({ prefix: 'llamacpp/', path: '/v1/chat/completions', stream: false });

  it.each(plain.filter(({ status }) => status === 200).map((capture) => [capture.name, capture] as const))(
    '%s is read whole',
    async (_, capture) => {
      await using server = await startReplayServer(capture);
      const events = await testDriver(`${server.baseUrl}/v1`).chat(ask('Hi'), testCall());
      const { choices, usage } = JSON.parse(new TextDecoder().decode(capture.body));
      const [{ message, finish_reason }] = choices;
      expect(textOf(events)).toBe(message.content ?? '');
      expect(reasoningOf(events)).toBe(message.reasoning_content ?? '');
      expect(callsOf(events)).toEqual(
        (message.tool_calls ?? []).map((made: { id: string; function: object }) => ({
          id: made.id,
          ...made.function,
        })),
      );
      expect(events.at(-1)).toMatchObject({ type: 'finish', rawFinishReason: finish_reason });
      expect(events).toContainEqual({
        type: 'usage',
        usage: expect.objectContaining({
          inputTokens: usage.prompt_tokens,
          outputTokens: usage.completion_tokens,
          totalTokens: usage.total_tokens,
        }),
      });
    },
  );

  it.each([
    ['llamacpp/error-context', 'CONTEXT_LENGTH_EXCEEDED'],
    ['llamacpp/error-context-stream', 'CONTEXT_LENGTH_EXCEEDED'],
    ['llamacpp/error-bad-json', 'REQUEST_INVALID'],
    ['llamacpp/error-bad-grammar', 'REQUEST_INVALID'],
    ['llamacpp/error-image', 'NOT_SUPPORTED'],
    ['llamacpp/key-missing', 'AUTH_FAILED'],
    ['llamacpp/key-wrong', 'AUTH_FAILED'],
    ['llamacpp/loading-chat', 'MODEL_LOADING'],
    ['llamacpp/loading-chat-stream', 'MODEL_LOADING'],
    ['llamacpp/router-unknown-model', 'MODEL_NOT_FOUND'],
    ['llamacpp/router-no-model', 'REQUEST_INVALID'],
  ])('%s is %s', async (name, code) => {
    await using server = await startReplayServer(loadCapture(name));
    const driver = testDriver(`${server.baseUrl}/v1`);
    await expect(driver.chat(ask('Hi'), testCall())).rejects.toMatchObject({ code });
    await expect(allEvents(driver.stream(ask('Hi'), testCall()))).rejects.toMatchObject({ code });
  });

  it.each([
    ['llamacpp/embeddings', 1],
    ['llamacpp/embeddings-many', 2],
    ['llamacpp/embeddings-base64', 1],
  ])('%s gives vectors', async (name, count) => {
    await using server = await startReplayServer(loadCapture(name));
    const input = Array.from({ length: count }, () => 'x');
    const { embeddings } = await testDriver(`${server.baseUrl}/v1`).embed({ input }, testCall());
    expect(embeddings).toHaveLength(count);
    for (const vector of embeddings) {
      expect(vector.length).toBeGreaterThan(1);
      expect(vector.every(Number.isFinite)).toBe(true);
    }
  });

  it('of the models tell context lengths and what is loaded', async () => {
    await using server = await startReplayServer(loadCapture('llamacpp/models'));
    expect(await testDriver(`${server.baseUrl}/v1`).listModels(testCall())).toEqual([
      { id: 'tiny-chat', contextLength: 8192, effectiveContextLength: 2048, capabilities: { images: false } },
    ]);
    await using router = await startReplayServer(loadCapture('llamacpp/router-models-loaded'));
    const models = await testDriver(`${router.baseUrl}/v1`).listModels(testCall());
    expect(models.filter(({ loaded }) => loaded)).toHaveLength(1);
    expect(models.length).toBeGreaterThan(1);
  });
});

describe('health', () => {
  it('of something that is no server of this kind is not reachable, with the reason', async () => {
    await using server = await startFaultyServer('htmlPage');
    expect(await testDriver(`${server.baseUrl}/v1`).checkHealth(testCall())).toMatchObject({
      reachable: false,
      error: { code: 'RESPONSE_INVALID' },
    });
  });

  it('does not know of a model that is not listed, and knows where none is', async () => {
    await using server = await strict();
    const call = testCall({ apiKey: 'sk-fake' });
    expect(await testDriver(server.baseUrl, { model: 'alias' }).checkHealth(call)).toEqual({
      reachable: true,
    });
    await using empty = await startFakeOpenAIServer({ models: [], reasoningModels: [], embeddingModels: [] });
    expect(await testDriver(empty.baseUrl).checkHealth(call)).toEqual({ reachable: true, hasModel: false });
  });
});
