import { type CallContext, ProviderError } from '@modelport/core';
import type { Connection } from '../connection.js';

/**
 * Asks a path that answers with an empty body while all is well: `true` then, the error for a 503, `false` for anything
 * that another server would say.
 * @throws ProviderError where nothing answers.
 */
export async function askReadiness(
  connection: Connection,
  path: string,
  call: CallContext,
): Promise<boolean | ProviderError> {
  try {
    const { body } = await connection.send({ path }, call);
    return (await body.text()) === '';
  } catch (error) {
    if (!ProviderError.isInstance(error) || error.status === undefined) throw error;
    return error.status === 503 ? error : false;
  }
}
