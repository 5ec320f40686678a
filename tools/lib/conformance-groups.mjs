/** What the groups of conformance cases are about, in the order of the page: areas, and the groups in each. */
export const areas = [
  {
    title: 'Making one',
    groups: {
      definition: 'What a package registers, and what is true of it before anything is asked.',
      options: 'How the options of an instance are checked and used.',
      capabilities: 'What is declared: each setting reaches the backend, or is left out with a warning.',
    },
  },
  {
    title: 'Requests',
    groups: {
      requests: 'What of a chat request reaches the backend, compared in full.',
      messages: 'Conversations: every kind of message, there and back.',
      tools: 'Tools, and whether the model has to call one.',
      media: 'Images, files and sound.',
      'structured-output': 'Answers in a wanted form.',
      reasoning: 'How much the model thinks, and what it says of it.',
    },
  },
  {
    title: 'Answers',
    groups: {
      responses: 'What becomes of a whole answer.',
      stream: 'What becomes of a streamed one, event by event.',
      delivery: 'The same answer, however the network delivers it.',
      'tool-calls': 'Calls that the model wants made.',
      usage: 'Tokens that were used.',
    },
  },
  {
    title: 'Models, health, embeddings',
    groups: {
      models: 'The list of models, live, cached and built in.',
      health: 'How a backend is doing.',
      embeddings: 'Embeddings, in the order of the texts.',
      'token-counts': 'Counting tokens without generating.',
    },
  },
  {
    title: 'Failures',
    groups: {
      errors: 'Refusals: each has a code, and nothing is lost of what the backend says.',
      'false-success': 'Answers with status 200 that are none.',
      interruptions: 'Answers that are cut off.',
      retries: 'What is tried again, when, and what never is.',
    },
  },
  {
    title: 'Control',
    groups: {
      timers: 'The timers of a stream.',
      abort: 'Leaving a call.',
      concurrency: 'Many calls at once.',
      leaks: 'What is left behind.',
      secrets: 'What must never be shown.',
      transport: 'How requests are sent.',
    },
  },
];

/** The part of an id before its `/`. */
export function groupOf(id) {
  return id.slice(0, id.indexOf('/'));
}

/** Groups of cases that no area lists. */
export function unlistedGroups(cases) {
  const listed = new Set(areas.flatMap(({ groups }) => Object.keys(groups)));
  return [...new Set(cases.map(({ id }) => groupOf(id)))].filter((group) => !listed.has(group));
}
