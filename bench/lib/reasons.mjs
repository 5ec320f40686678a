// Written by hand, from profiles: why a goal is not met, and why a peer is ahead. The page tells it where that is so, and nowhere else.

const files =
  'Node reads 5 or 6 of our files for an import and 8 or 9 up to the first event. A process that starts compiles 300 kB for it, less than half of which runs; a layout of two files, minified, would take 8 to 9 ms for the import. What each layout costs, and why it was not taken: [decision 0021](decisions/0021-written-files.md#what-the-layouts-cost). Up to the first event, node:http alone is about as far from a bare Node as the goal.';
const fetchStart =
  'built-in `fetch` alone takes as long as the goal from a cold start, or longer. The rest is as over the Node transport: see [decision 0021](decisions/0021-written-files.md#where-the-rest-of-the-time-goes).';
const spread =
  'in a process that has run for ten seconds, node:http under it is two thirds of it, and more than the goal where that round had a fast `fetch`; the rest is spread over some forty functions of transport, driver and core, none of them above 5 µs but `JSON.parse`. The profile is in [decision 0020](decisions/0020-hot-path.md#where-the-time-of-a-plain-call-goes).';
const signal =
  'a deadline that holds while the model thinks, and an abort that frees the server, need a signal, which alone makes `fetch` 7 to 20 % dearer; the rest is as over the Node transport, in [decision 0020](decisions/0020-hot-path.md#where-the-time-of-a-plain-call-goes).';
const whole =
  'an event that differs from the one before in two texts is parsed whole, as the floor parses it, and becomes an event of ours besides: see [decision 0020](decisions/0020-hot-path.md).';
const client =
  'built-in `fetch` is 1.0 of it by itself, and what the client does besides is 0.4 to 0.9 on its own: see the row of the openai SDK. That is why there is `createFetch()`.';
const sdk =
  'what the client itself does for a call is some 125 to 250 µs, on any transport; see [decision 0020](decisions/0020-hot-path.md).';

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
  },
  'modelport-fetch': {
    'stream-padded': whole,
    import: files,
    cold: fetchStart,
    'call-64': signal,
    'first-event': signal,
  },
  'modelport-ollama-fetch': { import: files, cold: fetchStart, 'call-64': signal, 'first-event': signal },
  'modelport-client': { 'call-1': sdk, 'call-64': sdk },
  'modelport-client-fetch': { 'stream-coalesced': client, 'call-1': client, 'call-64': client },
};

const kept =
  'the peers that are ahead keep their options and nothing else. A provider has checked every setting, with its address, its key and its headers, when it is made.';
const nodeHttp =
  'token.js is ahead with version 4 of the openai client, which sends by node:http and not by `fetch`.';
const older =
  'token.js is ahead with version 4 of the same client, which sends by node:http, and does less for a call.';
const bare =
  'the nearest peers hand a call to `fetch` as it is. A deadline that holds while the model thinks, and an abort that frees the server, need a signal, which alone makes `fetch` 7 to 20 % dearer.';
const near = 'the two are nearer to each other than the rounds of either are.';
const joined =
  'where the server writes as fast as it can, a read brings more events the later a client comes to it: the slower one is charged for fewer reads.';

/**
 * Why a peer is ahead: by contender, and by figure.
 *
 * @type {Record<string, Record<string, string>>}
 */
export const leads = {
  'modelport-client': { 'call-1': older, 'call-64': older },
  'modelport-client-fetch': { 'call-1': older, 'call-64': older },
  modelport: { 'tool-growth': near, construct: kept, 'construct-heap': kept },
  'modelport-ollama': { 'stream-each': joined, construct: kept, 'construct-heap': kept },
  'modelport-fetch': { 'call-64': nodeHttp, 'first-event': nodeHttp, heap: nodeHttp },
  'modelport-ollama-fetch': {
    'stream-each': joined,
    'stream-paced': near,
    'call-64': bare,
    'first-event': bare,
    heap: bare,
    cold: bare,
  },
};
