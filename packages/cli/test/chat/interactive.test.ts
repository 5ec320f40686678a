import { PassThrough } from 'node:stream';
import { createProvider } from '@modelport/core';
import { createMockScript, type MockOptions, type MockReply } from '@modelport/provider-mock';
import { describe, expect, it } from 'vitest';
import { startConversation } from '../../src/chat/conversation.js';
import { chatOnTerminal } from '../../src/chat/interactive.js';
import { createTerminal } from '../../src/chat/terminal.js';

/** Chats with a scripted model: `type` waits for the prompt and types a line, `screen` is all that was shown. */
function startChat(replies: readonly MockReply[], options: MockOptions = {}, system?: string) {
  const script = createMockScript(replies);
  const input = new PassThrough();
  const output = new PassThrough({ encoding: 'utf8' });
  let screen = '';
  let unread = '';
  let interrupt: (() => void) | undefined;
  output.on('data', (text: string) => {
    screen += text;
    unread += text;
  });
  const provider = createProvider('mock', { ...options, script });
  const left = chatOnTerminal(startConversation(provider, system), createTerminal(output, output), {
    input,
    output,
    onInterrupt(action) {
      interrupt = action;
      return () => (interrupt = undefined);
    },
  });
  async function until(text: string): Promise<void> {
    while (!unread.includes(text)) await new Promise((resolve) => output.once('data', resolve));
    unread = unread.slice(unread.indexOf(text) + text.length);
  }
  return {
    script,
    left,
    until,
    screen: () => screen,
    async type(line: string) {
      await until('> ');
      input.write(`${line}\n`);
    },
    leave: async () => {
      await until('> ');
      input.end();
      await left;
    },
    interrupt: () => interrupt?.(),
  };
}

describe('a chat', () => {
  it('carries the conversation on, after the instructions', async () => {
    const chat = startChat(['Paris.', 'About two million.'], {}, 'Be brief.');
    await chat.type('What is the capital of France?');
    await chat.type('How many live there?');
    await chat.leave();
    expect(chat.screen()).toContain('Paris.\n');
    expect(chat.screen()).toContain('About two million.\n');
    expect(chat.script.requests.at(-1)?.messages).toMatchObject([
      { role: 'system', content: 'Be brief.' },
      { role: 'user' },
      { role: 'assistant', content: [{ type: 'text', text: 'Paris.' }] },
      { role: 'user', content: [{ type: 'text', text: 'How many live there?' }] },
    ]);
  });

  it('stops an answer on Ctrl-C, keeps what came, and goes on', async () => {
    const chat = startChat([{ text: 'A long story', stall: true }, 'Fine.']);
    await chat.type('Tell me a story');
    await chat.until('story');
    chat.interrupt();
    await chat.until('Stopped.');
    await chat.type('Thank you');
    await chat.leave();
    expect(chat.screen()).toContain('Fine.');
    expect(chat.script.requests.at(-1)?.messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: [{ type: 'text', text: 'A long story' }] },
      { role: 'user' },
    ]);
  });

  it('shows an error, forgets the question that failed, and goes on', async () => {
    const chat = startChat([{ text: 'Half', error: 'STREAM_INTERRUPTED' }, 'Whole.']);
    await chat.type('First');
    await chat.until('(STREAM_INTERRUPTED)');
    await chat.type('Second');
    await chat.leave();
    expect(chat.script.requests.at(-1)?.messages).toMatchObject([
      { role: 'user', content: [{ type: 'text', text: 'Second' }] },
    ]);
  });

  it('takes lines that come together as one question, as from a paste', async () => {
    const chat = startChat(['Two lines.']);
    await chat.type('one\ntwo');
    await chat.leave();
    expect(chat.script.requests[0]?.messages).toMatchObject([
      { content: [{ type: 'text', text: 'one\ntwo' }] },
    ]);
  });

  it('does not send an empty line', async () => {
    const chat = startChat([]);
    await chat.type('   ');
    await chat.leave();
    expect(chat.script.requests).toEqual([]);
  });

  it.each(['/exit', '/quit'])('ends with %s', async (command) => {
    const chat = startChat([]);
    await chat.type(command);
    await chat.left;
  });
});

describe('a command', () => {
  it('starts a new conversation', async () => {
    const chat = startChat(['One.', 'Two.']);
    await chat.type('First');
    await chat.type('/new');
    await chat.type('Second');
    await chat.leave();
    expect(chat.script.requests.at(-1)?.messages).toHaveLength(1);
  });

  it('lists models, marks the one in use and changes it', async () => {
    const chat = startChat(['Hi.'], { models: ['small-1', 'large-1', 'large-2'], model: 'small-1' });
    await chat.type('/models');
    await chat.type('/model large-2');
    await chat.type('/models LARGE');
    await chat.type('Hello');
    await chat.leave();
    expect(chat.screen()).toContain('* small-1 (loaded)\n  large-1 (loaded)\n  large-2 (loaded)\n');
    expect(chat.screen()).toContain('  large-1 (loaded)\n* large-2 (loaded)\n');
    expect(chat.script.requests[0]?.model).toBe('large-2');
  });

  it('that is unknown is not sent to the model', async () => {
    const chat = startChat([]);
    await chat.type('/modles');
    await chat.leave();
    expect(chat.screen()).toContain('Did you mean /models?');
  });

  it('is no path at the start of a question', async () => {
    const chat = startChat(['A file.']);
    await chat.type('/etc/hosts is what?');
    await chat.leave();
    expect(chat.script.requests).toHaveLength(1);
  });

  it('says how to choose another model in a chat', async () => {
    const chat = startChat(['Fine.'], { models: ['one'] });
    await chat.type('/model two');
    await chat.type('Hello?');
    await chat.leave();
    expect(chat.screen()).toContain('(MODEL_NOT_FOUND)');
    expect(chat.screen()).toContain('/model NAME');
    expect(chat.screen()).not.toContain('--model');
  });
});
