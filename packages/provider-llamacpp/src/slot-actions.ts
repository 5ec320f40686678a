import type { CallContext } from '@modelport/core';
import { asCount, asRecord, withoutAbsent } from '@modelport/provider-utils';
import { checkInput, isName } from './check-input.js';
import type { LlamaServer } from './server.js';

/** A slot, and in a router the model that it belongs to. */
export interface SlotChoice {
  /** Its number, from 0. */
  readonly id: number;
  /** Model of a router. Default: the provider's. */
  readonly model?: string | undefined;
}

/** A slot and a file in the folder that the server was given with `--slot-save-path`. */
export interface SlotFile extends SlotChoice {
  /** A name without folders. */
  readonly filename: string;
}

/** What was done to the cache of a slot. */
export interface SlotActionResult {
  /** Tokens that were saved, restored or erased. */
  readonly tokens: number;
  /** Bytes that were written or read. */
  readonly bytes?: number;
}

type SlotAction = 'save' | 'restore' | 'erase';

/** Name of the count in the answer to each action. */
const counts = { save: 'n_saved', restore: 'n_restored', erase: 'n_erased' } as const;

/**
 * Saves, restores or erases the prompt cache of one slot.
 * @throws ProviderError `REQUEST_INVALID` for a wrong slot or file, `NOT_SUPPORTED` without `--slot-save-path`.
 */
export async function actOnSlot(
  server: LlamaServer,
  action: SlotAction,
  input: SlotChoice & Partial<SlotFile>,
  call: CallContext,
): Promise<SlotActionResult> {
  const { id, filename, model = server.model } = Object(input) as SlotChoice & Partial<SlotFile>;
  const extra = `${action}Slot`;
  checkInput(extra, Number.isInteger(id) && id >= 0, 'the number of a slot as id');
  checkInput(extra, action === 'erase' || isName(filename), 'the name of a file as filename');
  const body = withoutAbsent({ filename, model });
  const answer = asRecord(await server.post(`/slots/${id}?action=${action}`, body, call)) ?? {};
  return {
    tokens: asCount(answer[counts[action]]) ?? 0,
    ...withoutAbsent({ bytes: asCount(answer['n_written']) ?? asCount(answer['n_read']) }),
  };
}
