/** A package as far as its place in the order counts. */
export interface Dependent {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The packages in an order in which each comes after all that it needs. @throws Error where they need each other. */
export function buildOrder<Package extends Dependent>(packages: readonly Package[]): Package[] {
  const waiting = new Set(packages);
  const ordered: Package[] = [];
  while (waiting.size > 0) {
    const names = new Set(Array.from(waiting, ({ name }) => name));
    const ready = [...waiting].filter((each) => needs(each).every((name) => !names.has(name)));
    if (ready.length === 0) throw new Error(`These packages need each other: ${[...names].join(', ')}`);
    for (const each of ready) waiting.delete(each);
    ordered.push(...ready);
  }
  return ordered;
}

function needs({ dependencies, devDependencies, peerDependencies }: Dependent): string[] {
  return Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
}
