import { asRecord, asText, type JsonRecord } from '@modelport/provider-utils';

/** Fields that a stream sends in pieces. */
const growing: Readonly<Record<string, string>> = {
  'reasoning.text': 'text',
  'reasoning.summary': 'summary',
};

/**
 * Collects the `reasoning_details` of one answer, in order, so that they can go back as they came. In a stream, texts and
 * summaries come in fragments, told by their `index`; encrypted data and items of any other kind are whole.
 */
export class ReasoningDetails {
  /** All items so far; grows. */
  readonly items: JsonRecord[] = [];

  /** Adds the items of a whole answer. */
  addWhole(items: readonly unknown[]): void {
    this.items.push(...records(items));
  }

  /** Adds the items of one event of a stream. */
  addFragments(items: readonly unknown[]): void {
    for (const fragment of records(items)) {
      const at = this.items.findLastIndex(({ index }) => index === fragment['index']);
      const open = this.items[at];
      if (open !== undefined && continues(fragment, open)) this.items[at] = joined(open, fragment);
      else this.items.push(fragment);
    }
  }
}

/** What of some items people can read. */
export function readableText(items: readonly unknown[]): string {
  return records(items)
    .map((item) => asText(item[growing[String(item['type'])] ?? '']) ?? '')
    .join('');
}

function records(items: readonly unknown[]): JsonRecord[] {
  return items.map(asRecord).filter((item) => item !== undefined);
}

/** A signature seals the text before it, and another id is another item. */
function continues(fragment: JsonRecord, open: JsonRecord): boolean {
  const field = growing[String(open['type'])];
  if (field === undefined || fragment['type'] !== open['type']) return false;
  if (isSet(fragment['id']) && isSet(open['id']) && fragment['id'] !== open['id']) return false;
  return !(isSet(open['signature']) && isSet(fragment[field]));
}

/** The text grows; what else a later fragment says fills in what the first one lacked. */
function joined(open: JsonRecord, fragment: JsonRecord): JsonRecord {
  const field = growing[String(open['type'])] ?? '';
  const said = Object.entries(fragment).filter(([name, value]) => name !== field && isSet(value));
  const [before, more] = [open[field], fragment[field]];
  // Not `join`, which would copy all the text again for each piece of it.
  const text = typeof more === 'string' ? (asText(before) ?? '') + more : before;
  return { ...open, ...Object.fromEntries(said), ...(text !== undefined && { [field]: text }) };
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== '';
