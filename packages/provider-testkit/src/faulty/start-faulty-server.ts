import { openAIWire } from '../conformance/encoders/openai-wire.js';
import { type RawServer, startRawServer } from '../network/raw-server.js';
import type { InDialect } from './dialect.js';
import type { Fault } from './fault.js';
import { type FaultRow, faultWall } from './fault-wall.js';
import * as faults from './faults.js';
import { answerWellIn } from './good-answers.js';
import { play } from './play.js';
import type { WallFault } from './wall-fault.js';

/** The name of a fault. */
export type FaultName = keyof typeof faults;

const faultByName: Readonly<Record<FaultName, (options: InDialect) => Fault>> = faults;

/** To what a fault applies, and in whose dialect it is played. */
export interface FaultyServerOptions extends InDialect {
  /**
   * The path that is faulty, as in `/v1/chat/completions`; requests to others are answered well and do not use up
   * the fault's scripts. Default: every path.
   */
  path?: string | undefined;
}

/** A server that plays a fault, and shows what clients do about it. */
export type FaultyServer = RawServer;

/**
 * Starts a server on a raw socket that plays a fault: by name (with its defaults), by a row of the wall (`F20`: the first of
 * its faults), or as `faults` makes it, or as a list of scripts of one's own. A port on which nothing listens comes from
 * `reserveRefusedPort()`.
 * @throws Error for an unknown name, and where the dialect has no words for the fault.
 */
export async function startFaultyServer(
  fault: FaultName | FaultRow | WallFault | Fault,
  { path, wire = openAIWire }: FaultyServerOptions = {},
): Promise<FaultyServer> {
  const scripts = scriptsOf(fault, { wire });
  let played = 0;
  return startRawServer(async (request, connection) => {
    if (path !== undefined && request.path.split('?')[0] !== path) {
      return play(answerWellIn(wire)(request), connection);
    }
    const script = scripts[Math.min(played++, scripts.length - 1)];
    if (script === undefined) return;
    await play(typeof script === 'function' ? script(request, connection) : script, connection);
  });
}

function scriptsOf(fault: FaultName | FaultRow | WallFault | Fault, dialect: InDialect): Fault {
  if (typeof fault !== 'string') return 'make' in fault ? fault.make(dialect) : fault;
  if (fault in faultByName) return faultByName[fault as FaultName](dialect);
  if (Object.hasOwn(faultWall, fault)) return faultWall[fault as FaultRow][0].make(dialect);
  throw new Error(
    `There is no fault "${fault}". Take a name of \`faults\`, or a row of \`faultWall\`, such as F20.`,
  );
}
