import type { StandardResult, StandardSchema } from '../schema.js';

/** A parsed value, or why there is none. */
export interface Parsed {
  readonly value?: unknown;
  readonly error?: string;
}

/** Parses a model's JSON and checks it where a schema was given. Synchronous where the schema is. Never throws. */
export function parseAnswer(text: string, schema: StandardSchema | undefined): Parsed | Promise<Parsed> {
  try {
    const value: unknown = JSON.parse(text);
    if (!schema) return { value };
    const result = schema['~standard'].validate(value);
    return result instanceof Promise ? result.then(outcome).catch(unusable) : outcome(result);
  } catch (cause) {
    return unusable(cause);
  }
}

/** The text without the Markdown fence that some models put around JSON. */
export function withoutFence(text: string): string {
  return /^\s*```[^\n]*\n([\s\S]*?)```\s*$/.exec(text)?.[1] ?? text;
}

function outcome(result: StandardResult<unknown>): Parsed {
  if (!result.issues) return { value: result.value };
  const issues = result.issues.map(({ message, path = [] }) => {
    const where = path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
    return where ? `${where}: ${message}` : message;
  });
  return { error: issues.join('; ') || 'the schema does not accept it' };
}

const unusable = (cause: unknown): Parsed => ({
  error: cause instanceof Error ? cause.message : String(cause),
});
