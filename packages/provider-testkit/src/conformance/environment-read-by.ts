/** Which variables an action reads. Synchronous, so that nothing else can be meant; Node's own settings do not count. */
export function environmentReadBy(action: () => void): readonly string[] {
  const names = new Set<string>();
  const { env } = process;
  const note = (name: string | symbol) => {
    if (typeof name === 'string' && !name.startsWith('NODE_')) names.add(name);
  };
  process.env = new Proxy(env, {
    get(target, name) {
      note(name);
      return Reflect.get(target, name);
    },
    has(target, name) {
      note(name);
      return Reflect.has(target, name);
    },
    ownKeys(target) {
      note('all of them');
      return Reflect.ownKeys(target);
    },
  });
  try {
    action();
  } finally {
    process.env = env;
  }
  return [...names];
}
