import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerConnection } from '../network/raw-server.js';
import type { Step } from './fault.js';

/** Does one step after the other with a connection, until it is closed. */
export async function play(steps: readonly Step[], connection: ServerConnection): Promise<void> {
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
