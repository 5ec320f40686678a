import {
  type CommonOptions,
  createProviderFromDefinition,
  type ObserveEvent,
  type Provider,
  type ProviderDefinition,
  type SettingField,
} from '@modelport/core';
import { definition as ollama } from '@modelport/provider-ollama/definition';
import { definition as openai } from '@modelport/provider-openai-compatible/definition';
import { type ConformanceSubject, createOpenAIWire, ollamaWire } from '@modelport/provider-testkit';
import { type RouterOptions, definition as router } from '@modelport/router';

/** Options that all types have, but routers, whose targets have them. */
const ofTargets: readonly SettingField[] = [
  { name: 'baseUrl', kind: 'url', description: 'Where the backend is.' },
  { name: 'apiKey', kind: 'secret', description: 'The key.' },
  { name: 'fetch', kind: 'object', description: 'The way to the network.' },
];

// biome-ignore lint/suspicious/noExplicitAny: a definition of any options and driver
type Target = ProviderDefinition<any, any>;

/** A target's package, and the wire that it speaks. */
interface Member {
  readonly definition: Target;
  readonly wire: NonNullable<ConformanceSubject['wire']>;
  readonly options?: Readonly<Record<string, unknown>>;
}

const members: readonly Member[] = [
  { definition: openai, wire: createOpenAIWire('compatible') },
  // By default a prompt that is too long is sent once more, to be cut.
  { definition: ollama, wire: ollamaWire, options: { onContextOverflow: 'error' } },
];

/** How a router comes to its answers. */
interface Variant extends Pick<ConformanceSubject, 'knownFailing'> {
  readonly name: string;
  readonly options?: Omit<RouterOptions, 'targets'>;
  /** Whether it has its targets stream plain answers, too. */
  readonly streamsAll?: true;
  /** A target before the one that answers. */
  readonly first?: () => Provider;
}

const variants: readonly Variant[] = [
  { name: '' },
  { name: ' that hedges', options: { hedgeAfter: 60_000 } },
  {
    name: ' that has answers continued',
    options: { continuation: true },
    streamsAll: true,
    knownFailing: {
      'interruptions/not-repeated': 'to ask again after the first content is what `continuation` is for',
    },
  },
];

/** Routers whose targets speak with a backend: all that a provider must do, seen through a router. */
export const subjects: readonly ConformanceSubject[] = members.flatMap((member) =>
  variants.map((variant) => subjectOf(member, variant)),
);

/** Routers whose first target is down, so that it is the second attempt that everything is seen through. */
export const rescuedSubjects: readonly ConformanceSubject[] = members.map((member) =>
  subjectOf(member, { name: ' that falls over', options: { maxRetries: 1 }, first: createDown }),
);

/** What concerns them: cases about models, health, codes and retries have one backend in mind. */
export const rescuedGroups: readonly string[] = [
  ...['requests', 'messages', 'tools', 'media', 'structured-output', 'reasoning', 'capabilities'],
  ...['responses', 'stream', 'delivery', 'tool-calls', 'usage', 'embeddings'],
  ...['false-success', 'interruptions', 'timers', 'abort', 'concurrency', 'leaks', 'secrets', 'transport'],
];

function subjectOf({ definition, wire, options }: Member, variant: Variant): ConformanceSubject {
  const { name, streamsAll, knownFailing } = variant;
  return {
    definition: routed(definition, variant),
    target: streamsAll ? withoutChat(definition) : definition,
    name: `router${name} before ${definition.type}`,
    wire,
    options: { ...options, ...variant.options },
    ...(knownFailing && { knownFailing }),
  };
}

/** Only looked at: a driver that makes no plain calls. */
function withoutChat(definition: Target): Target {
  const create: Target['create'] = (...given) => Object.create(definition.create(...given), { chat: {} });
  return { ...definition, create };
}

/** The router, with the options of its one target beside its own. */
function routed(target: Target, { first }: Variant): Target {
  const own: readonly SettingField[] = target.settings;
  const common = ofTargets.filter(({ name }) => !own.some((field) => field.name === name));
  const shared = ['model', 'timeout', 'maxRetries', 'headers'];
  const theirs = new Set(
    [...own, ...common].map(({ name }) => name).filter((name) => !shared.includes(name)),
  );
  const { capabilities, embedBatchLimit, fallbackModels } = target;
  return {
    ...router,
    ...{ capabilities, embedBatchLimit, fallbackModels },
    settings: [...router.settings, ...own, ...common],
    create(options: CommonOptions, context) {
      const [given, left] = split(options, theirs);
      const planned = (): RouterOptions => {
        const asked = createProviderFromDefinition(target, { ...given, name: context.name });
        return { ...left, targets: [...(first ? [first()] : []), asked] };
      };
      // A router remembers what has failed, and cases ask one provider again after a failure: somebody stands by who puts the
      // target back each time.
      const observers = () => [...(context.observers?.() ?? []), putBack];
      const created = router.create(planned(), { ...context, observers });
      function putBack({ type }: ObserveEvent): void {
        if (type === 'target-change') created.update(planned());
      }
      return created;
    },
  };
}

/** A provider whose server nobody reaches. */
function createDown(): Provider {
  return createProviderFromDefinition(openai, { name: 'down', baseUrl: 'http://127.0.0.1:1/v1' });
}

/** The options of these names, and the others. */
function split(options: object, names: ReadonlySet<string>): readonly [object, object] {
  const entries = Object.entries(options);
  const [chosen, others] = [true, false].map((wanted) =>
    Object.fromEntries(entries.filter(([name]) => names.has(name) === wanted)),
  );
  return [chosen ?? {}, others ?? {}];
}
