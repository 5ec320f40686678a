// What is to be reached, as ratios, milliseconds beyond a bare Node, or values: whatever the figure shows.

const client = { 'stream-coalesced': 1.05, 'call-1': 1.2, 'call-64': 1.2 };

/** Goals of one kind of contender: those of OpenAI's wire and of Ollama's. */
export const goals = [
  {
    title: 'over the Node transport',
    contenders: ['modelport', 'modelport-ollama'],
    limits: {
      'stream-coalesced': 0.9,
      'stream-each': 1.1,
      'stream-paced': 0.8,
      'stream-reasoning': 0.9,
      'stream-padded': 0.9,
      'tool-arguments': 1,
      'tool-growth': 1.2,
      'call-64': 0.35,
      'first-event': 0.65,
      heap: 14,
      import: 8,
      cold: 20,
      construct: 5,
      'construct-heap': 2,
    },
  },
  {
    title: 'over fetch',
    contenders: ['modelport-fetch', 'modelport-ollama-fetch'],
    limits: {
      'stream-coalesced': 1.2,
      'stream-each': 1.2,
      'stream-paced': 1.15,
      'stream-reasoning': 1.2,
      'stream-padded': 1.2,
      'tool-arguments': 1.2,
      'tool-growth': 1.2,
      'call-64': 1.3,
      'first-event': 1.15,
      heap: 37,
      import: 8,
      cold: 60,
    },
  },
  {
    title: "through a user's openai client, on createFetch()",
    contenders: ['modelport-client'],
    limits: client,
  },
  {
    title: "through a user's openai client, on the client's own fetch",
    contenders: ['modelport-client-fetch'],
    limits: client,
  },
];
