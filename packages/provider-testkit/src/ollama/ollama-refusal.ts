/** Thrown where the fake refuses a request: it becomes an error answer with Ollama's error body. */
export class OllamaRefusal extends Error {
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;

  constructor(status: number, message: string, fields: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
  }

  /** Ollama's error body: a text, not an object. */
  toJSON(): Record<string, string> {
    return { error: this.message, ...this.fields };
  }
}

/** Refuses a request as invalid (400). */
export function refuseBadRequest(message: string): never {
  throw new OllamaRefusal(400, message);
}

/** Refuses as the model's own process does, whose error body arrives as text inside Ollama's. */
export function refuseAsRunner(
  status: number,
  message: string,
  type: string,
  details: Readonly<Record<string, number>> = {},
): never {
  throw new OllamaRefusal(status, JSON.stringify({ error: { code: status, message, type, ...details } }));
}
