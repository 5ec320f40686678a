export const figure = {
  name: 'import',
  title: 'import, unused',
  about: 'a process that loads the library and ends, beyond one that loads no library',
  unit: 'ms',
  shows: 'difference',
  wires: ['openai', 'ollama'],
  scenario: {},
  process: 'import',
};
