// Written by hand, from profiles: why a goal is not met. The page tells it where that is so, and nowhere else.

const files =
  'Node reads 5 or 6 of our files for an import and 10 to 12 up to the first event, 0.3 to 0.8 ms each, and compiles them at some 25 µs per kB: see [decision 0021](decisions/0021-written-files.md). The rest is spread over the first runs of many small functions. On this machine node:http alone is as far from a bare Node as the goal.';
const spread =
  'node:http, which is under it, is a third of it; the rest is spread over some forty functions of transport, driver and core, none of them above 5 %. The table is in [decision 0020](decisions/0020-hot-path.md#where-the-time-of-a-plain-call-goes).';
const client =
  'The client itself takes more than the goal: see the row of the openai SDK, and the table in [decision 0020](decisions/0020-hot-path.md#where-the-time-of-a-plain-call-goes).';
const address =
  'The address was read anew for each provider. It is remembered since, which this run has not seen.';

/**
 * By contender, which is a column of goals on one wire, and by figure.
 *
 * @type {Record<string, Record<string, string>>}
 */
export const reasons = {
  modelport: { import: files, cold: files, 'call-64': spread, 'first-event': spread },
  'modelport-ollama': {
    import: files,
    cold: files,
    'call-64': spread,
    'first-event': spread,
    construct: address,
  },
  'modelport-fetch': { import: files, cold: files, 'call-64': spread, 'first-event': spread },
  'modelport-ollama-fetch': { import: files, cold: files, 'call-64': spread, 'first-event': spread },
  'modelport-client': { 'call-1': client, 'call-64': client },
};
