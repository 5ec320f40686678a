export { Buffer } from 'buffer/';

const listeners = new Map();

/** What the kit, and the npm packages that stand in for Node's modules, use of it. */
export const process = {
  env: {},
  listeners: () => [],
  removeAllListeners: () => {},
  on(_event, listen) {
    const hear = (event) => {
      event.preventDefault();
      listen(event.reason);
    };
    listeners.set(listen, hear);
    globalThis.addEventListener('unhandledrejection', hear);
  },
  off(_event, listen) {
    globalThis.removeEventListener('unhandledrejection', listeners.get(listen));
    listeners.delete(listen);
  },
};

export function setImmediate(action) {
  setTimeout(action, 0);
}
