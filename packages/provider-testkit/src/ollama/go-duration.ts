import { refuseBadRequest } from './ollama-refusal.js';

const MILLISECONDS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * Reads `keep_alive` as milliseconds: a number is in seconds, a text a Go duration, below zero means for ever.
 *
 * @throws OllamaRefusal with status 400 in Go's words
 */
export function readKeepAlive(value: unknown): number {
  const milliseconds = typeof value === 'number' ? value * 1000 : readDuration(value);
  return milliseconds < 0 ? Infinity : milliseconds;
}

function readDuration(value: unknown): number {
  if (typeof value !== 'string') refuseBadRequest(`Unsupported type: '${goTypeName(value)}'`);
  const invalid = `time: invalid duration ${JSON.stringify(value)}`;
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(value) ?? [];
  if (rest === '0') return 0;
  if (rest === '') refuseBadRequest(invalid);
  let total = 0;
  for (let left = rest; left !== ''; ) {
    const [whole, number = '', unit = ''] = /^(\d+\.?\d*|\.\d+)([^\d.]*)/.exec(left) ?? [];
    if (whole === undefined) refuseBadRequest(invalid);
    if (unit === '') refuseBadRequest(`time: missing unit in duration ${JSON.stringify(value)}`);
    const factor = MILLISECONDS[unit];
    if (factor === undefined) {
      refuseBadRequest(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(value)}`);
    }
    total += Number(number) * factor;
    left = left.slice(whole.length);
  }
  return sign === '-' ? -total : total;
}

function goTypeName(value: unknown): string {
  if (typeof value === 'boolean') return 'bool';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}
