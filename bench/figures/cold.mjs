export const figure = {
  name: 'cold',
  title: 'first event, cold',
  about:
    'a process that loads the library, starts a stream and ends at its first content, beyond one that loads no library',
  unit: 'ms',
  shows: 'difference',
  wires: ['openai', 'ollama'],
  scenario: { text: 8, eventsPerWrite: 1 },
  process: 'stream',
};
