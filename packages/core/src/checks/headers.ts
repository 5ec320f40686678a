import { ProviderError } from '../errors.js';

/**
 * Joins header records, later ones winning, with names in lower case and values trimmed.
 * @throws ProviderError `SETTING_INVALID` for a name or value that HTTP does not allow; it never shows the value.
 */
export function mergeHeaders(
  ...records: readonly (Readonly<Record<string, string | undefined>> | undefined)[]
): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const record of records) {
    if (record && Symbol.iterator in record)
      throw invalid('headers', 'The option "headers" must be a plain object of names and values.');
    for (const [name, value] of Object.entries(record ?? {})) {
      if (value === undefined) continue;
      if (
        !/^[!#$%&'*+.^_`|~\w-]+$/.test(name) ||
        typeof value !== 'string' ||
        /[^\t -~]/.test(value.trim())
      ) {
        const shown = JSON.stringify(name.slice(0, 100));
        throw invalid(
          `headers[${shown}]`,
          `The header ${shown} cannot be sent: its name or value is no text of printable ASCII characters.`,
        );
      }
      merged[name.toLowerCase()] = value.trim();
    }
  }
  return merged;
}

function invalid(setting: string, message: string): ProviderError {
  return new ProviderError({ code: 'SETTING_INVALID', setting, message });
}
