import { model as modelName, prompt } from '../lib/request.mjs';
import { readAll, readFirst } from './shared/read.mjs';

export const contender = {
  name: 'multi-llm-ts',
  label: 'multi-llm-ts',
  wire: 'openai',
  packages: ['multi-llm-ts'],
  cannot: { toolArguments: 'it runs tools itself, and shows the arguments only once they are complete' },
};

export async function load() {
  const { igniteModel, logger, Message } = await import('multi-llm-ts');
  logger.disable();
  return {
    create(origin) {
      const model = igniteModel('openai', modelName, { baseURL: `${origin}/v1`, apiKey: 'key' });
      const ask = () => model.generate([new Message('user', prompt)], { usage: true });
      return {
        stream: ({ onFirst } = {}) => readAll(ask(), collect, onFirst),
        async chat() {
          const { content } = await model.complete([new Message('user', prompt)]);
          return content;
        },
        open: () => readFirst(ask(), collect),
      };
    },
  };
}

function collect(chunk, content) {
  if (chunk.type === 'content') content.text += chunk.text;
  else if (chunk.type === 'reasoning') content.reasoning += chunk.text;
}
