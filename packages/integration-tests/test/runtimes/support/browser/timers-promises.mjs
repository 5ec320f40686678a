const later = globalThis.setTimeout;

export function setTimeout(milliseconds) {
  return new Promise((resolve) => later(resolve, milliseconds));
}

export function setImmediate() {
  return setTimeout(0);
}
