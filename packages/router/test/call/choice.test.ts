import { describe, expect, it } from 'vitest';
import { type Candidate, createRouter, type RouterTarget, type Strategy } from '../../src/index.js';
import { errorOf, fails, type Script, type Scripted, says, scripted, tried } from '../support/scripted.js';

const asTargets = (...targets: readonly Scripted[]) => targets.map(({ provider }) => provider);

describe('a strategy of the user', () => {
  const two = () => [scripted('a', [fails('BACKEND_ERROR')]), scripted('b', [says('b')])] as const;

  it('is asked again with what is left', async () => {
    const asked: string[][] = [];
    const strategy: Strategy = (candidates) => {
      asked.push(candidates.map(({ name }) => name));
      return candidates[0];
    };
    await createRouter({ targets: asTargets(...two()), strategy }).chat('Hi');
    expect(asked).toEqual([['a', 'b'], ['b']]);
  });

  it('may want none of these: then those of the next priority are asked about', async () => {
    const [a, b] = two();
    const strategy: Strategy = (candidates) => candidates.find(({ name }) => name !== 'a');
    const targets = [a.provider, { provider: b.provider, priority: 2 }];
    expect((await createRouter({ targets, strategy }).chat('Hi')).text).toBe('b');
    expect(a.requests).toHaveLength(0);
  });

  it('that wants nobody ends the call with an error that says so', async () => {
    const error = await errorOf(
      createRouter({ targets: asTargets(...two()), strategy: () => undefined }).chat('Hi'),
    );
    expect(error.code).toBe('OVERLOADED');
    expect(error.message).toContain('a was not chosen by the strategy; b was not chosen by the strategy');
  });

  it('that gives a target which it was not asked about is refused, without end or harm', async () => {
    let kept: Candidate | undefined;
    const strategy: Strategy = (candidates) => {
      kept ??= candidates[0];
      return kept;
    };
    const [a, b] = two();
    const router = createRouter({ targets: asTargets(a, b), strategy });
    expect(await errorOf(router.chat('Hi'))).toMatchObject({
      code: 'SETTING_INVALID',
      setting: 'strategy',
      candidates: ['b'],
      provider: 'router',
    });
    expect(b.requests).toHaveLength(0);
    const made = { ...(kept as Candidate) };
    const wrong = createRouter({ targets: asTargets(a, b), strategy: () => made });
    expect(await errorOf(wrong.stream('Hi').response)).toMatchObject({ code: 'SETTING_INVALID' });
  });

  it('that throws is named', async () => {
    const strategy: Strategy = () => {
      throw new RangeError('no idea');
    };
    const error = await errorOf(createRouter({ targets: asTargets(...two()), strategy }).chat('Hi'));
    expect(error).toMatchObject({
      code: 'SETTING_INVALID',
      setting: 'strategy',
      cause: { name: 'RangeError' },
    });
  });
});

describe('a request that is too long', () => {
  const small = () => scripted('small', [fails('CONTEXT_LENGTH_EXCEEDED')]);
  const context = (provider: Scripted['provider'], contextLength?: number): RouterTarget => ({
    provider,
    contextLength,
  });

  it('goes only to targets that are known to take more', async () => {
    const [same, unknown, large] = ['same', 'unknown', 'large'].map((name) =>
      scripted(name, [says(name)]),
    ) as [Scripted, Scripted, Scripted];
    const targets = [
      context(small().provider, 8_000),
      context(same.provider, 8_000),
      context(unknown.provider),
      context(large.provider, 32_000),
    ];
    const response = await createRouter({ targets }).chat('Hi');
    expect(tried(response)).toEqual([
      ['small', 'CONTEXT_LENGTH_EXCEEDED'],
      ['large', undefined],
    ]);
  });

  it('ends the call where there is none', async () => {
    const other = scripted('other', [says('no')]);
    const targets = [context(small().provider, 8_000), context(other.provider, 4_000)];
    const error = await errorOf(createRouter({ targets }).chat('Hi'));
    expect([error.code, other.requests.length]).toEqual(['CONTEXT_LENGTH_EXCEEDED', 0]);
  });

  it('goes by what models say, under the names that they have at each target', async () => {
    const offering = async (name: string, script: Script, lengths: Readonly<Record<string, number>>) => {
      const models = async () =>
        Object.entries(lengths).map(([id, contextLength]) => ({ id, contextLength }));
      const target = scripted(name, [script], { driver: { listModels: models } });
      await target.provider.models();
      return target;
    };
    const a = await offering('a', fails('CONTEXT_LENGTH_EXCEEDED'), { 'a-8k': 8_000 });
    const b = await offering('b', says('no'), { 'b-4k': 4_000, other: 99_000 });
    const c = await offering('c', says('c'), { 'c-64k': 64_000 });
    const router = createRouter({
      targets: [
        { provider: a.provider, models: { chat: 'a-8k' } },
        { provider: b.provider, models: { '*': 'b-4k' } },
        { provider: c.provider, models: { chat: 'c-64k' } },
      ],
    });
    expect((await router.chat({ model: 'chat', messages: 'Hi' })).text).toBe('c');
    expect([a.requests[0]?.model, b.requests.length, c.requests[0]?.model]).toEqual(['a-8k', 0, 'c-64k']);
  });

  it('goes by its estimated length where the first target does not say how much it takes', async () => {
    const messages = 'x'.repeat(40_000);
    const [little, enough] = [scripted('little', [says('no')]), scripted('enough', [says('yes')])];
    const targets = [
      context(small().provider),
      context(little.provider, 10_000),
      context(enough.provider, 10_001),
    ];
    expect((await createRouter({ targets }).chat(messages)).text).toBe('yes');
    expect(little.requests).toHaveLength(0);
  });
});

describe('embeddings', () => {
  const embedding = (name: string, model: string | undefined, fail = false) =>
    scripted(name, [], {
      ...(model && { model }),
      driver: {
        async embed() {
          if (fail) throw Object.assign(new Error('fetch failed'));
          return { embeddings: [[name.length]] };
        },
      },
    });

  it('come from another target only where it has the same model', async () => {
    const targets = [embedding('a', 'm', true), embedding('other', 'n'), embedding('same', 'm')];
    const { embeddings } = await createRouter({ targets: asTargets(...targets) }).embed('Hi');
    expect(embeddings).toEqual([[4]]);
  });

  it('end in the error where none has it; the same target is asked again', async () => {
    const a = embedding('a', undefined, true);
    const router = createRouter({
      targets: asTargets(a, embedding('other', 'n'), embedding('unknown', undefined)),
      maxRetries: 1,
    });
    const error = await errorOf(router.embed('Hi'));
    expect(tried(error).map(([name]) => name)).toEqual(['a', 'a']);
  });

  it('are taken for the same where a target says that it serves the model that was asked for', async () => {
    const [a, b] = [embedding('a', undefined, true), embedding('bb', undefined)];
    const router = createRouter({
      targets: [
        { provider: a.provider, models: { vectors: 'a-model' } },
        { provider: b.provider, models: { vectors: 'b-model' } },
      ],
    });
    expect((await router.embed({ model: 'vectors', input: 'Hi' })).embeddings).toEqual([[2]]);
  });

  it('do not get what a target adds to chats', async () => {
    const a = embedding('a', 'm');
    const router = createRouter({
      targets: [{ provider: a.provider, options: { temperature: 0.5, model: 'own' } }],
    });
    expect((await router.embed('Hi')).embeddings).toEqual([[1]]);
  });
});
