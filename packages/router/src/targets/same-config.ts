import type { TargetConfig } from './target.js';

/** What may differ in identity and still be the same. */
const names = [
  'name',
  'weight',
  'priority',
  'limits',
  'contextLength',
  'price',
  'requestDefaults',
  'callDefaults',
] as const satisfies readonly (keyof TargetConfig)[];

/** Whether the options say the same of two targets: of the same provider, and all else by what is in it. */
export function sameConfig(one: TargetConfig, other: TargetConfig): boolean {
  if (one.provider !== other.provider) return false;
  const entries = ({ models }: TargetConfig) => models && [...models];
  return names.every((name) => sameValue(one[name], other[name])) && sameValue(entries(one), entries(other));
}

/** Plain objects and lists by what is in them, all else by identity. */
function sameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isData(one) || !isData(other) || Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && sameValue(one[key], other[key]))
  );
}

function isData(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
