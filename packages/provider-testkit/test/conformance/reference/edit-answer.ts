import type { CallContext, ChatEvent, DriverRequest, ProviderDriver } from '@modelport/core';
import type { Breakage } from './breakage.js';

type Batch = readonly ChatEvent[];

/** A breakage that changes all events of a plain answer. */
export function inPlain(
  edit: (events: Batch, request: DriverRequest, call: CallContext) => Batch,
): Pick<Breakage, 'driver'> {
  return { driver: (driver) => ({ ...driver, chat: plainOf(driver, edit) }) };
}

/** A breakage that changes the batches of a streamed answer, one by one. */
export function inStream(edit: (batch: Batch, request: DriverRequest) => Batch): Pick<Breakage, 'driver'> {
  return throughStream(async function* (batches, request) {
    for await (const batch of batches) yield edit(batch, request);
  });
}

/** A breakage that puts something between a streamed answer and core. Made anew for each answer. */
export function throughStream(
  edit: (batches: AsyncIterable<Batch>, request: DriverRequest, call: CallContext) => AsyncIterable<Batch>,
): Pick<Breakage, 'driver'> {
  return {
    driver: (driver) => ({
      ...driver,
      stream: (request, call) => edit(driver.stream(request, call), request, call),
    }),
  };
}

/** A breakage that changes single events, of plain and of streamed answers. `undefined` leaves one out. */
export function inEvents(edit: (event: ChatEvent) => ChatEvent | undefined): Pick<Breakage, 'driver'> {
  const each = (events: Batch): Batch => events.flatMap((event) => edit(event) ?? []);
  return {
    driver: (driver) => {
      const { stream } = inStream(each).driver?.(driver) ?? driver;
      return { ...driver, stream, chat: plainOf(driver, each) };
    },
  };
}

/** A breakage that changes the events of one type in plain answers. */
export function plainEvents<Type extends ChatEvent['type']>(
  type: Type,
  edit: (event: Extract<ChatEvent, { readonly type: Type }>) => ChatEvent | undefined,
): Pick<Breakage, 'driver'> {
  return inPlain((events) => events.flatMap(editType(type, edit)));
}

/** The same in streamed answers. */
export function streamedEvents<Type extends ChatEvent['type']>(
  type: Type,
  edit: (event: Extract<ChatEvent, { readonly type: Type }>) => ChatEvent | undefined,
): Pick<Breakage, 'driver'> {
  return inStream((events) => events.flatMap(editType(type, edit)));
}

function editType<Type extends ChatEvent['type']>(
  type: Type,
  edit: (event: Extract<ChatEvent, { readonly type: Type }>) => ChatEvent | undefined,
): (event: ChatEvent) => Batch {
  return (event) => {
    const edited = event.type === type ? edit(event as Extract<ChatEvent, { readonly type: Type }>) : event;
    return edited ? [edited] : [];
  };
}

function plainOf(
  driver: ProviderDriver,
  edit: (events: Batch, request: DriverRequest, call: CallContext) => Batch,
): NonNullable<ProviderDriver['chat']> {
  return async (request, call) => edit((await driver.chat?.(request, call)) ?? [], request, call);
}
