import { once } from 'node:events';
import { createServer } from 'node:https';
import {
  type Fault,
  type FaultyServer,
  faults,
  faultWall,
  openAIWire,
  reserveRefusedPort,
  startFakeOpenAIServer,
  startFaultyServer,
  type WireEncoder,
} from '@modelport/provider-testkit';
import type { RouterOptions, RouterTarget } from '@modelport/router';
import { certificate, certificateKey } from '../../faults/support/certificate.js';

/** Where the first target of a router is. */
export interface FirstServer extends AsyncDisposable {
  readonly baseUrl: string;
  /** Absent: no request can reach it. */
  readonly server?: FaultyServer | undefined;
}

/** A fault on the first target of a router. */
export interface WallCase {
  readonly row: string;
  readonly fault: string;
  readonly given?: string | undefined;
  /** The timer that ends it: set that to little, its default is minutes. */
  readonly timer?: 'first-event' | 'idle' | undefined;
  /** Whether a second target stands behind it. */
  readonly hasSecond: boolean;
  readonly options?: Partial<RouterOptions> | undefined;
  readonly second?: Omit<RouterTarget, 'provider'> | undefined;
  isPlayableIn(wire: WireEncoder): boolean;
  start(wire: WireEncoder): Promise<FirstServer>;
}

const alone = { given: 'no second target', hasSecond: false };

/** Every fault of the testkit's wall, what no server can play, and what a router has options for. */
export const wallCases: readonly WallCase[] = [
  ...Object.entries(faultWall).flatMap(([row, list]) =>
    list.map(
      (fault): WallCase => ({
        ...{ row, fault: fault.name, timer: fault.timer, hasSecond: true },
        isPlayableIn: (wire) => fault.isPlayableIn(wire),
        start: (wire) => startFaulty(fault.make({ wire }), wire),
      }),
    ),
  ),
  unreachable('a connection that is refused', () => reserveRefusedPort()),
  unreachable('a host that does not exist', async () => nothing('http://no-such-host.invalid')),
  unreachable('a certificate that is not trusted', startUntrusted),
  unreachable('no TLS where there should be', async () => {
    const server = await startFakeOpenAIServer();
    return {
      ...nothing(server.baseUrl.replace('http:', 'https:')),
      [Symbol.asyncDispose]: () => server.close(),
    };
  }),
  own('F7', 'an error with 200', (wire) => faults.jsonErrorBody({ wire })),
  own('F8', 'an error after a beginning without content', (wire) =>
    faults.errorMidStream({ wire, frames: openingOf(wire) }),
  ),
  own('F20', 'a close before the first content', (wire) =>
    faults.cutMidStream({ wire, frames: openingOf(wire) }),
  ),
  // Ollama has no word for it.
  {
    ...own('F10', 'an answer that is filtered', filteredAnswer),
    isPlayableIn: (wire) => wire === openAIWire,
  },
  ...[
    { ...wallCase('F1', 'a rate limit that says in milliseconds when it ends'), ...alone },
    { ...wallCase('F1', 'a rate limit that lasts longer than a call waits'), ...alone },
    { ...wallCase('F2', 'an account without credit'), ...alone },
    { ...wallCase('F3', 'one server error'), ...alone },
    { ...wallCase('F12', 'a model that is being loaded'), ...alone },
  ],
  {
    ...wallCase('F9', 'a context that is too long'),
    given: 'a second target whose model is known to be larger',
    second: { contextLength: 1_000_000 },
  },
  {
    ...wallCase('F10', 'a request that is filtered'),
    given: "`fallbackOn: ['CONTENT_FILTERED']`",
    options: { fallbackOn: ['CONTENT_FILTERED'] },
  },
];

function wallCase(row: keyof typeof faultWall, name: string): WallCase {
  const fault = faultWall[row].find((each) => each.name === name);
  if (!fault) throw new Error(`The row ${row} has no fault "${name}".`);
  return {
    ...{ row, fault: name, hasSecond: true },
    isPlayableIn: (wire) => fault.isPlayableIn(wire),
    start: (wire) => startFaulty(fault.make({ wire }), wire),
  };
}

function own(row: string, fault: string, make: (wire: WireEncoder) => Fault): WallCase {
  const start: WallCase['start'] = (wire) => startFaulty(make(wire), wire);
  return { row, fault, hasSecond: true, isPlayableIn: () => true, start };
}

function unreachable(fault: string, start: WallCase['start']): WallCase {
  return { row: 'F4', fault, hasSecond: true, isPlayableIn: () => true, start };
}

async function startFaulty(fault: Fault, wire: WireEncoder): Promise<FirstServer> {
  const server = await startFaultyServer(fault, { wire });
  return { baseUrl: server.baseUrl, server, [Symbol.asyncDispose]: () => server.close() };
}

function nothing(baseUrl: string): FirstServer {
  return { baseUrl, [Symbol.asyncDispose]: async () => undefined };
}

async function startUntrusted(): Promise<FirstServer> {
  const server = createServer({ cert: certificate, key: certificateKey }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    baseUrl: `https://localhost:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The events of a stream before its first content. */
function openingOf(wire: WireEncoder): readonly string[] {
  return wire.frames({ parts: [{ text: 'Hello' }] }).opening;
}

/** An answer whose finish reason says that the rest was filtered. */
function filteredAnswer(wire: WireEncoder): Fault {
  const { opening, content, finish, end } = wire.frames({
    parts: [{ text: 'Hello' }],
    finish: 'content-filter',
  });
  const body = [...opening, ...content, ...finish, ...end].join('');
  return faults.inPieces({ wire, body, size: body.length });
}
