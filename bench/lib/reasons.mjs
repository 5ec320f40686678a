// Written by hand, from profiles: why a goal is not met. The page tells it where that is so, and nowhere else.

const files =
  "Node reads some 20 files for core and a provider, about a millisecond each; core's own are 6, provider-utils brings the rest.";
const openStream =
  "An abort controller, a timer, the collected response and the reader of the wire are about 8 kB beside node:http's 7.";
const checks = 'Options are checked against their definition at creation.';
const nodeHttp = 'node:http itself is half of it or more; see [decision 0020](decisions/0020-hot-path.md).';
const collected =
  '`chat` asks for a stream and collects it, so that there is one way to read an answer; 60 events are parsed instead of one.';

/**
 * By contender, which is a column of goals on one wire, and by figure.
 *
 * @type {Record<string, Record<string, string>>}
 */
export const reasons = {
  modelport: {
    import: files,
    cold: files,
    'call-64': nodeHttp,
    'first-event': nodeHttp,
    heap: openStream,
    construct: checks,
  },
  'modelport-ollama': {
    import: files,
    cold: files,
    'call-64': collected,
    heap: openStream,
    construct: checks,
  },
  'modelport-fetch': { import: files, cold: files },
  'modelport-ollama-fetch': { import: files, cold: files, 'call-64': collected },
};
