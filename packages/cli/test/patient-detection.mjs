// Loaded before the command: it gives a server one second to be found, in which a busy machine may not even connect.
const second = 1_000;
const patient = 15 * second;

const { setTimeout } = globalThis;
globalThis.setTimeout = (action, delay, ...values) =>
  setTimeout(action, delay === second ? patient : delay, ...values);
