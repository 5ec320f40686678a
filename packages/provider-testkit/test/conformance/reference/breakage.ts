import type {
  CallContext,
  ChatEvent,
  DriverRequest,
  ProviderDefinition,
  ProviderDriver,
  StartEvent,
} from '@modelport/core';
import type { TransportRequest, TransportResponse } from '@modelport/provider-utils';
import type { WireEncoder } from '../../../src/index.js';
import type { Chunk } from './reference-from-wire.js';
import type { Body } from './reference-to-wire.js';

/** One thing that a provider does wrong. Each hook gets what the reference provider would do, and returns what it does. */
export interface Breakage {
  readonly definition?: (definition: ProviderDefinition) => ProviderDefinition;
  /** Replaces members of the driver. */
  readonly driver?: (driver: ProviderDriver) => ProviderDriver;
  /** The body of a chat request. */
  readonly body?: (body: Body, request: DriverRequest, call: CallContext, stream: boolean) => Body;
  /** The HTTP request, of any operation. */
  readonly request?: (request: TransportRequest, call: CallContext) => TransportRequest;
  /** Sends the request in another way. */
  readonly send?: (
    send: () => Promise<TransportResponse>,
    request: TransportRequest,
    call: CallContext,
  ) => Promise<TransportResponse>;
  /** The error of an answer, before it is thrown. */
  readonly error?: (error: Error, call: CallContext) => Error;
  /** What is told of an answer when its headers have come, and nothing else. */
  readonly atHeaders?: (start: StartEvent) => readonly ChatEvent[];
  /** One chunk of an answer, before it is read. `undefined`: it is left out. */
  readonly chunk?: (chunk: Chunk, stream: boolean) => Chunk | undefined;
  /** The text of one event, before it is parsed. */
  readonly frame?: (text: string) => string;
  /** The events of one chunk. `finish` comes by itself, at the end. */
  readonly events?: (
    events: readonly ChatEvent[],
    request: DriverRequest,
    stream: boolean,
  ) => readonly ChatEvent[];
  /** Registers the type. */
  readonly register?: () => void;
  /** The kit's backend, where the breakage needs one that differs. */
  readonly wire?: (wire: WireEncoder) => WireEncoder;
}
