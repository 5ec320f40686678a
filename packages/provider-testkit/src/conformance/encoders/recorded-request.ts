import type { RawRequest } from '../../network/request-reader.js';
import type { RecordedRequest } from '../../openai/recorded-request.js';

/** A request as the dialects of the fakes read it. Absent: one that a case does not need. */
export function recordedRequest(request: Partial<RawRequest> = {}): RecordedRequest {
  const { method = 'POST', path = '/', headers = {}, text = '', body } = request;
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  return {
    ...{ method, path: pathname, query: searchParams, headers, text, body },
    outcome: Promise.resolve('answered'),
  };
}
