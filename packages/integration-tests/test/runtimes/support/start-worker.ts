import { openRelay } from './remote-net/net.js';
import { runSubjects, type Subjects } from './run-subjects.js';

/** Runs in a worker: a request brings the relay's URL, its answer is the report. */
export function start(subjects: Subjects): { fetch(request: Request): Promise<Response> } {
  return {
    async fetch(request) {
      const relay = await openRelay(await request.text());
      try {
        return Response.json(await runSubjects(subjects));
      } finally {
        relay.close();
      }
    },
  };
}
