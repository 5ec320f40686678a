// What every contender asks, each in the words of its library.

export const model = 'bench-model';
export const prompt = 'Why is the sky blue? Answer in a few paragraphs.';
export const messages = [{ role: 'user', content: prompt }];

/** The one tool of a request with tools. */
export const tool = {
  name: 'write_file',
  description: 'Writes a file.',
  parameters: {
    type: 'object',
    properties: { path: { type: 'string' }, content: { type: 'string' } },
    required: ['path', 'content'],
  },
};
