import type { FakeError } from './fake-reply.js';

/** Thrown where the fake refuses a request: it becomes an error answer with OpenAI's error body. */
export class Refusal extends Error {
  readonly status: number;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
  /** Further fields of the error object. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor({ status, message, type, param, code, details, headers }: FakeError) {
    super(message);
    this.status = status;
    this.type = type ?? (status >= 500 ? 'server_error' : 'invalid_request_error');
    this.param = param ?? null;
    this.code = code ?? null;
    this.details = details ?? {};
    this.headers = headers ?? {};
  }

  /** OpenAI's error body. */
  toJSON(): { error: Record<string, unknown> } {
    const { message, type, param, code, details } = this;
    return { error: { message, type, param, code, ...details } };
  }
}

/** Refuses a request as invalid (400). */
export function refuse(message: string, param: string | null, code: string | null = null): never {
  throw new Refusal({ status: 400, message, param, code });
}
