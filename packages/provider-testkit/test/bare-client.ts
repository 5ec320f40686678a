import http from 'node:http';

/** What a client without any cleverness sees of an answer. */
export interface BareAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** What each `data` event brought. */
  reads: Buffer[];
  text: string;
  /** What went wrong, before or after the headers. */
  error?: NodeJS.ErrnoException;
  /** Milliseconds until the headers, and until the first byte of the body. */
  headersAfter: number;
  firstByteAfter: number;
}

export interface BareRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
  agent?: http.Agent;
  /** Hangs up when so many bytes of the body have come, or so many milliseconds have passed. */
  hangUpAfter?: { bytes?: number; ms?: number };
}

/** Sends one request and notes everything that happens; never rejects. */
export function send(url: string, request: BareRequest = {}): Promise<BareAnswer> {
  const { body, headers = {}, hangUpAfter = {} } = request;
  const method = request.method ?? (body === undefined ? 'GET' : 'POST');
  const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const answer: BareAnswer = {
    status: 0,
    headers: {},
    reads: [],
    text: '',
    headersAfter: Number.POSITIVE_INFINITY,
    firstByteAfter: Number.POSITIVE_INFINITY,
  };
  const started = performance.now();
  return new Promise((resolve) => {
    const done = (): void => {
      answer.text = Buffer.concat(answer.reads).toString();
      resolve(answer);
    };
    const failed = (error: NodeJS.ErrnoException): void => {
      answer.error ??= error;
      done();
    };
    const outgoing = http.request(
      url,
      {
        method,
        agent: request.agent ?? false,
        headers: { ...(payload === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      },
      (response) => {
        answer.status = response.statusCode ?? 0;
        answer.headers = response.headers;
        answer.headersAfter = performance.now() - started;
        let bytes = 0;
        response.on('data', (read: Buffer) => {
          if (answer.reads.length === 0) answer.firstByteAfter = performance.now() - started;
          answer.reads.push(read);
          bytes += read.length;
          if (bytes >= (hangUpAfter.bytes ?? Number.POSITIVE_INFINITY))
            outgoing.destroy(new Error('hung up'));
        });
        response.on('error', failed);
        response.on('end', done);
      },
    );
    if (hangUpAfter.ms !== undefined) {
      setTimeout(() => outgoing.destroy(new Error('hung up')), hangUpAfter.ms);
    }
    outgoing.on('error', failed);
    outgoing.end(payload);
  });
}

/** One event of a chat stream, in the parts that tests look at. */
export interface ChatChunk {
  choices?: {
    delta: { content?: string | null; tool_calls?: ToolCallDelta[] };
    finish_reason: string | null;
  }[];
  usage?: unknown;
  error?: unknown;
}

interface ToolCallDelta {
  index: number;
  id?: string;
  function: { arguments: string };
}

const DONE = '[DONE]';

/** The events of a chat stream, without the end marker. */
export function readEvents(text: string): ChatChunk[] {
  return text
    .split('\n\n')
    .filter((frame) => frame.startsWith('data: '))
    .map((frame) => frame.slice('data: '.length))
    .filter((data) => data !== DONE)
    .map((data) => JSON.parse(data));
}

/** What the deltas say together. */
export function readText(text: string): string {
  const choices = readEvents(text).flatMap((chunk) => chunk.choices ?? []);
  return choices.map((choice) => choice.delta.content ?? '').join('');
}

/** Whether the stream ends with the end marker. */
export function endsWell(text: string): boolean {
  return text.endsWith(`data: ${DONE}\n\n`);
}
