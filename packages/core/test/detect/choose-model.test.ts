import { describe, expect, it } from 'vitest';
import type { ModelInfo } from '../../src/contract.js';
import { chooseModel } from '../../src/detect/choose-model.js';

const model = (id: string, more: Partial<ModelInfo> = {}): ModelInfo => ({
  id,
  name: id,
  capabilities: {},
  source: 'live',
  provider: 'test',
  ...more,
});

// Ids as OpenAI's `GET /v1/models` gave them in 2026, and older ones: first those that do not chat, or only at other
// endpoints, or only about what they find on the web.
const otherwiseOfOpenAI = `text-embedding-ada-002 text-embedding-3-small text-embedding-3-large whisper-1 tts-1 tts-1-1106
  tts-1-hd tts-1-hd-1106 gpt-4o-mini-tts gpt-4o-mini-tts-2025-12-15 davinci-002 babbage-002 gpt-3.5-turbo-instruct
  gpt-3.5-turbo-instruct-0914 omni-moderation-latest omni-moderation-2024-09-26 text-moderation-latest dall-e-2 dall-e-3
  gpt-4o-search-preview gpt-4o-mini-search-preview-2025-03-11 gpt-5-search-api gpt-5-search-api-2025-10-14
  gpt-4o-transcribe gpt-4o-mini-transcribe-2025-12-15 gpt-4o-transcribe-diarize gpt-image-1 gpt-image-1-mini
  gpt-image-1.5 gpt-image-2-2026-04-21 chatgpt-image-latest sora-2 sora-2-pro gpt-audio gpt-audio-mini-2025-10-06
  gpt-audio-1.5 gpt-4o-audio-preview gpt-4o-mini-audio-preview-2024-12-17 gpt-realtime gpt-realtime-mini
  gpt-realtime-1.5 gpt-realtime-translate gpt-realtime-whisper gpt-4o-realtime-preview-2024-12-17
  gpt-4o-mini-realtime-preview computer-use-preview computer-use-preview-2025-03-11 o1-pro o1-pro-2025-03-19 o3-pro
  o3-deep-research o4-mini-deep-research-2025-06-26 gpt-5-pro gpt-5-pro-2025-10-06 gpt-5.2-pro gpt-5.5-pro-2026-04-23
  gpt-5-codex gpt-5.1-codex-mini gpt-5.1-codex-max gpt-5.3-codex codex-mini-latest`;
const chattingOfOpenAI = `gpt-3.5-turbo gpt-3.5-turbo-16k gpt-3.5-turbo-0125 gpt-4 gpt-4-0613 gpt-4-turbo
  gpt-4-turbo-2024-04-09 gpt-4o gpt-4o-2024-11-20 gpt-4o-mini gpt-4o-mini-2024-07-18 chatgpt-4o-latest gpt-4.1
  gpt-4.1-mini gpt-4.1-nano-2025-04-14 o1 o1-2024-12-17 o3 o3-mini o3-mini-2025-01-31 o4-mini gpt-5 gpt-5-mini
  gpt-5-nano-2025-08-07 gpt-5-chat-latest gpt-5.1 gpt-5.1-2025-11-13 gpt-5.2-chat-latest gpt-5.4-mini-2026-03-17 gpt-5.5
  chat-latest`;

describe('the model that nobody named', () => {
  it('is the first that can chat', () => {
    const models = [
      model('a', { capabilities: { chat: false } }),
      model('nomic-embed-text'),
      model('b'),
      model('c'),
    ];
    expect(chooseModel(models)?.id).toBe('b');
  });

  it('is one in memory, where there is one', () => {
    expect(chooseModel([model('a'), model('b', { loaded: true })])?.id).toBe('b');
  });

  it('is none where none can chat', () => {
    expect(chooseModel([model('text-embedding-3-small')])).toBeUndefined();
  });

  it('is one of those that are preferred, unless another is in memory', () => {
    expect(chooseModel([model('a'), model('b'), model('c')], ['x', 'b'])?.id).toBe('b');
    expect(chooseModel([model('a', { loaded: true }), model('b')], ['b'])?.id).toBe('a');
  });

  it('is the one that is preferred most', () => {
    expect(chooseModel([model('a'), model('b')], ['x', 'b', 'a'])?.id).toBe('b');
  });

  it.each(otherwiseOfOpenAI.split(/\s+/))('is not %s of OpenAI, which does not chat', (id) => {
    expect(chooseModel([model(id)])).toBeUndefined();
  });

  it.each(chattingOfOpenAI.split(/\s+/))('may be %s of OpenAI', (id) => {
    expect(chooseModel([model(id)])?.id).toBe(id);
  });

  it.each([
    'Qwen2.5-7B-Instruct',
    'gpt-oss-20b-instruct',
    'gemini-2.5-pro',
    'sonar-deep-research',
    'qwen2-audio:7b',
    'codestral-latest',
    'ft:gpt-4o-mini-2024-07-18:acme::abc',
  ])('may be %s', (id) => {
    expect(chooseModel([model(id)])?.id).toBe(id);
  });

  it('may be called after embedding where it says that it can chat', () => {
    expect(chooseModel([model('my-embedding-mix', { capabilities: { chat: true } })])?.id).toBe(
      'my-embedding-mix',
    );
  });
});
