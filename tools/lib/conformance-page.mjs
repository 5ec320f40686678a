import { capabilityTable } from './capability-table.mjs';
import { areas, groupOf } from './conformance-groups.mjs';
import { code, table } from './markdown-table.mjs';

/**
 * Writes the page about the conformance cases and our providers.
 *
 * @param {{ kit: Case[], rows: Row[] }} facts
 *
 * @typedef {{ id: string, title: string, reason: string, faults?: string[], requires?: string[], proves?: string,
 *   level?: string }} Case
 * @typedef {{ name: string, folder: string, wireName?: string, wireCases: Case[], ownCases: Case[],
 *   transports: string[], capabilities: Record<string, boolean | undefined>, results: { id: string, reason?: string }[] }} Row One subject. `reason`: why a case is skipped.
 */
export function conformancePage({ kit, rows }) {
  return `<!-- Written by tools/generate-conformance-docs.mjs from the conformance kit and the subjects of our packages. -->

# Conformance

"Works with Modelport" means: the package passes the conformance cases of \`@modelport/provider-testkit\`. There are
${kit.length} of them. Each plays one situation with a backend on a real socket, and compares what users get with what the contract
promises: over the provider's own transport, and again over a \`fetch\` that the user gives.

- [How our providers do](#how-our-providers-do), [what they can do](#what-they-can-do), and [why cases are skipped](#why-cases-are-skipped)
- [The cases](#the-cases): what must be true, and what rests on it
- [Cases of one wire](#cases-of-one-wire) and [cases of one provider](#cases-of-one-provider)
- To run them against a package of your own: [the kit's README](../packages/provider-testkit/README.md) and
  [Authoring a provider](authoring-a-provider.md)

## How our providers do

All of these cases pass: each package runs them in its tests, and CI fails with the first that does not. A second number
is how many there are, where some are skipped. A case is skipped only for a reason that is declared: a capability that
the backend lacks, an operation that its API does not have, something that its wire cannot say.

${providerTable(kit, rows)}

"Over" is the transport: a client of the user's own, and a provider without a backend, have but one.
"Its own" are the cases of its wire and its package. A line such as "vllm with flat errors" is the same provider with another server, or made in another way.
A router has no backend itself. Here its targets answer from memory; \`packages/integration-tests/test/router\` runs the cases with targets
that have a backend.

## What they can do

By capability: what a provider declares, and the cases hold it to. What is declared \`yes\` must work, and what is declared \`no\`
must not: its case is run all the same. "By model" is tried, as some models can. In brackets: declared, but no case can be run.

${capabilityTable(kit, rows)}

"Drops" are the settings of a request that are left out with a warning.

## Why cases are skipped

${skipTable(rows)}

## The cases

"Faults" are those of the wall in the architecture that a case plays. "Needs" is what it asks of a provider beside a
backend to talk to: a capability that is not declared \`false\`, an operation of the driver, a word of the backend for a
failure (\`failure:\`, \`in-stream:\`), or something that its wire can carry (\`carries:\`).

${areas.map((area) => areaText(area, kit)).join('\n\n')}

## Cases of one wire

What those who speak one wire do differently. Every provider that is described with this wire has them.

${wireSections(rows)}

## Cases of one provider

What only one backend has: its request options, its extras, its quirks.

${ownSections(rows)}
`;
}

function providerTable(kit, rows) {
  const areaOf = new Map(
    areas.flatMap(({ title, groups }) => Object.keys(groups).map((group) => [group, title])),
  );
  const columns = [...areas.map(({ title }) => title), 'Its own', 'In all'];
  const kitIds = new Set(kit.map(({ id }) => id));
  const cells = ({ results }) => {
    const inColumn = ({ id }, column) =>
      column === 'In all' || column === (kitIds.has(id) ? areaOf.get(groupOf(id)) : 'Its own');
    return columns.map((column) => count(results.filter((result) => inColumn(result, column))));
  };
  return table(
    ['provider', 'over', ...columns],
    rows.map((row) => [row.name, row.transports.join(', '), ...cells(row)]),
  );
}

function count(results) {
  const passed = results.filter(({ reason }) => reason === undefined).length;
  return passed === results.length ? String(passed) : `${passed} of ${results.length}`;
}

function skipTable(rows) {
  const byReason = new Map();
  for (const { name, results } of rows) {
    for (const { id, reason } of results) {
      if (reason === undefined) continue;
      const found = byReason.get(reason) ?? { ids: new Set(), names: new Set() };
      found.ids.add(id);
      found.names.add(name);
      byReason.set(reason, found);
    }
  }
  const lines = [...byReason]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([reason, { ids, names }]) => [reason, casesIn([...ids]), namesIn([...names], rows)]);
  return table(['reason', 'cases', 'providers'], lines);
}

/** One or two by their ids, more by their number and groups. */
function casesIn(ids) {
  if (ids.length <= 2) return ids.map(code).join(', ');
  const groups = [...new Set(ids.map(groupOf))];
  return `${ids.length} in ${groups.length <= 3 ? groups.map(code).join(', ') : `${groups.length} groups`}`;
}

function namesIn(names, rows) {
  const others = rows.map(({ name }) => name).filter((name) => !names.includes(name));
  if (others.length === 0) return 'all';
  return others.length < names.length && others.length <= 6
    ? `all but ${others.join(', ')}`
    : names.join(', ');
}

function areaText({ title, groups }, kit) {
  const parts = Object.entries(groups).map(([group, about]) => {
    const cases = kit.filter(({ id }) => groupOf(id) === group);
    return `#### ${group}\n\n${about}\n\n${caseTable(cases)}`;
  });
  return `### ${title}\n\n${parts.join('\n\n')}`;
}

/** Columns in which no case has anything are left out. */
function caseTable(cases) {
  const later = ({ level }) => (level === 'next' ? ' (from the next major version on)' : '');
  const needs = ({ requires = [] }) => requires.filter((name) => name !== 'wire').map(code);
  const columns = [
    ['case', ({ id }) => code(id)],
    ['what must be true', (each) => `${each.title}${later(each)}`],
    ['why', ({ reason }) => reason],
    ['faults', ({ faults = [] }) => faults.join(', ')],
    ['needs', (each) => needs(each).join(', ')],
  ].filter(([, cell]) => cases.some((each) => cell(each) !== ''));
  return table(
    columns.map(([head]) => head),
    cases.map((each) => columns.map(([, cell]) => cell(each))),
  );
}

/** Cases by the wires that have them: those that several share come under all their names. */
function wireSections(rows) {
  const wires = new Map();
  for (const { wireName, wireCases } of rows) {
    for (const each of wireCases) {
      const found = wires.get(each.id) ?? { each, names: new Set() };
      found.names.add(wireName);
      wires.set(each.id, found);
    }
  }
  return sections([...wires.values()].map(({ each, names }) => [each, `Of ${[...names].join(', ')}.`]));
}

function ownSections(rows) {
  const own = new Map();
  for (const { folder, ownCases } of rows) {
    for (const each of ownCases) own.set(`${folder} ${each.id}`, [each, `Of ${code(folder)}.`]);
  }
  return sections([...own.values()]);
}

/** One section for each group of ids; the line says whose they are. */
function sections(entries) {
  const groups = new Map();
  for (const [each, line] of entries) {
    const key = `### ${groupOf(each.id)}\n\n${line}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups].map(([heading, cases]) => `${heading}\n\n${caseTable(cases)}`).join('\n\n');
}
