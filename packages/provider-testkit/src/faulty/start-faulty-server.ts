import { setTimeout as sleep } from 'node:timers/promises';
import { type RawServer, type ServerConnection, startRawServer } from '../network/raw-server.js';
import type { RawRequest } from '../network/request-reader.js';
import type { Fault, Script } from './fault.js';
import * as faults from './faults.js';
import { answerWell } from './good-answers.js';

/** The name of a fault. */
export type FaultName = keyof typeof faults;

const faultByName: Readonly<Record<FaultName, () => Fault>> = faults;

/** To what a fault applies. */
export interface FaultyServerOptions {
  /**
   * The path that is faulty, as in `/v1/chat/completions`; requests to others are answered well and do not use up
   * the fault's scripts. Default: every path.
   */
  path?: string | undefined;
}

/** A server that plays a fault, and shows what clients do about it. */
export type FaultyServer = RawServer;

/**
 * Starts a server on a raw socket that plays a fault: by name (with its defaults), or as `faults` makes it, or as a
 * list of scripts of one's own. A port on which nothing listens comes from `reserveRefusedPort()`.
 */
export async function startFaultyServer(
  fault: FaultName | Fault,
  { path }: FaultyServerOptions = {},
): Promise<FaultyServer> {
  const scripts: Fault = typeof fault === 'string' ? faultByName[fault]() : fault;
  let played = 0;
  return startRawServer(async (request, connection) => {
    if (path !== undefined && request.path.split('?')[0] !== path) {
      return play(answerWell, request, connection);
    }
    const script = scripts[Math.min(played++, scripts.length - 1)];
    if (script !== undefined) await play(script, request, connection);
  });
}

async function play(script: Script, request: RawRequest, connection: ServerConnection): Promise<void> {
  const steps = typeof script === 'function' ? script(request, connection) : script;
  for (const step of steps) {
    if (!connection.open) return;
    switch (step.do) {
      case 'send':
        await connection.send(step.bytes);
        break;
      case 'wait':
        await Promise.race([sleep(step.ms), connection.closed]);
        break;
      case 'repeat':
        while (connection.open) await connection.send(step.bytes);
        break;
      case 'stay-silent':
        await connection.closed;
        break;
      case 'end':
        connection.end();
        break;
      case 'reset':
        connection.reset();
        break;
    }
  }
}
