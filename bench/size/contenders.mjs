// The same small program for each library: a streamed chat whose text goes to the terminal. Addresses come from the
// environment, as the bench runs each one against a fake server to see that it works.

/**
 * @typedef {object} Contender
 * @property {string} name As the table calls it.
 * @property {string[]} packages What a user installs: names with versions; those of this repository without.
 * @property {string} program
 */

/** @type {{ task: string, server: 'ollama' | 'openai', contenders: Contender[] }[]} */
export const tasks = [
  {
    task: 'Ollama',
    server: 'ollama',
    contenders: [
      {
        name: 'Modelport',
        packages: ['@modelport/core', '@modelport/provider-ollama'],
        program: `
          import { createProvider } from '@modelport/core';
          import '@modelport/provider-ollama';
          const provider = createProvider('ollama', { baseUrl: process.env.BASE_URL, model: 'qwen3:8b' });
          for await (const text of provider.stream('Hi').text) process.stdout.write(text);`,
      },
      {
        name: 'ollama (its own client)',
        packages: ['ollama@0.6.4'],
        program: `
          import { Ollama } from 'ollama';
          const ollama = new Ollama({ host: process.env.BASE_URL });
          const messages = [{ role: 'user', content: 'Hi' }];
          const parts = await ollama.chat({ model: 'qwen3:8b', messages, stream: true });
          for await (const part of parts) process.stdout.write(part.message.content);`,
      },
      {
        name: 'Vercel AI SDK',
        packages: ['ai@7.0.173', 'ollama-ai-provider-v2@4.0.1', 'zod@4.6.7'],
        program: `
          import { streamText } from 'ai';
          import { createOllama } from 'ollama-ai-provider-v2';
          const ollama = createOllama({ baseURL: process.env.BASE_URL + '/api' });
          const { textStream } = streamText({ model: ollama('qwen3:8b'), prompt: 'Hi' });
          for await (const text of textStream) process.stdout.write(text);`,
      },
      {
        name: 'LangChain',
        packages: ['@langchain/core@1.4.0', '@langchain/ollama@1.3.0'],
        program: `
          import { ChatOllama } from '@langchain/ollama';
          const model = new ChatOllama({ baseUrl: process.env.BASE_URL, model: 'qwen3:8b' });
          for await (const chunk of await model.stream('Hi')) process.stdout.write(chunk.text);`,
      },
    ],
  },
  {
    task: 'an OpenAI-compatible server',
    server: 'openai',
    contenders: [
      {
        name: 'Modelport',
        packages: ['@modelport/core', '@modelport/provider-openai-compatible'],
        program: `
          import { createProvider } from '@modelport/core';
          import '@modelport/provider-openai-compatible';
          const server = { baseUrl: process.env.BASE_URL + '/v1', apiKey: process.env.API_KEY };
          const provider = createProvider('openai-compatible', { ...server, model: 'qwen3:8b' });
          for await (const text of provider.stream('Hi').text) process.stdout.write(text);`,
      },
      {
        name: 'openai (its own client)',
        packages: ['openai@7.55.0'],
        program: `
          import OpenAI from 'openai';
          const openai = new OpenAI({ baseURL: process.env.BASE_URL + '/v1', apiKey: process.env.API_KEY });
          const messages = [{ role: 'user', content: 'Hi' }];
          const chunks = await openai.chat.completions.create({ model: 'qwen3:8b', messages, stream: true });
          for await (const { choices } of chunks) process.stdout.write(choices[0]?.delta.content ?? '');`,
      },
      {
        name: 'Vercel AI SDK',
        packages: ['ai@7.0.173', '@ai-sdk/openai-compatible@3.0.92', 'zod@4.6.7'],
        program: `
          import { streamText } from 'ai';
          import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
          const { BASE_URL, API_KEY: apiKey } = process.env;
          const server = createOpenAICompatible({ name: 'it', baseURL: BASE_URL + '/v1', apiKey });
          const { textStream } = streamText({ model: server('qwen3:8b'), prompt: 'Hi' });
          for await (const text of textStream) process.stdout.write(text);`,
      },
      {
        name: 'LangChain',
        packages: ['@langchain/core@1.4.0', '@langchain/openai@1.6.0'],
        program: `
          import { ChatOpenAI } from '@langchain/openai';
          const configuration = { baseURL: process.env.BASE_URL + '/v1' };
          const model = new ChatOpenAI({ configuration, apiKey: process.env.API_KEY, model: 'qwen3:8b' });
          for await (const chunk of await model.stream('Hi')) process.stdout.write(chunk.text);`,
      },
      {
        name: 'Portkey',
        packages: ['portkey-ai@3.1.0'],
        program: `
          import { Portkey } from 'portkey-ai';
          const Authorization = 'Bearer ' + process.env.API_KEY;
          const portkey = new Portkey({ baseURL: process.env.BASE_URL + '/v1', Authorization });
          const messages = [{ role: 'user', content: 'Hi' }];
          const chunks = await portkey.chat.completions.create({ model: 'qwen3:8b', messages, stream: true });
          for await (const { choices } of chunks) process.stdout.write(choices[0]?.delta.content ?? '');`,
      },
    ],
  },
];
