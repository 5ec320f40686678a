const clients = 1_000;

export const figure = {
  name: 'construct',
  title: 'construct',
  about: 'a new client of one address; what is loaded at the first call is in first event, cold',
  unit: 'µs',
  shows: 'value',
  wires: ['openai', 'ollama'],
  scenario: {},
  warmUp: 100,
  collects: true,
  measure({ library, origin }) {
    const made = new Array(clients);
    globalThis.gc(); // so that nobody pays for what another round left
    const start = performance.now();
    for (let at = 0; at < clients; at++) made[at] = library.create(origin);
    const milliseconds = performance.now() - start;
    if (made.at(-1) === undefined) throw new Error('nothing was made');
    return (milliseconds * 1_000) / clients;
  },
};
