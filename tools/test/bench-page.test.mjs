import { describe, expect, it } from 'vitest';
import { figureNames } from '../../bench/lib/figures.mjs';
import { lacks } from '../../bench/lib/lacks.mjs';
import { benchmarksPage } from '../../bench/lib/page.mjs';

const contenders = [
  { name: 'fetch-floor', label: 'floor', wire: 'openai', kind: 'floor', packages: [] },
  { name: 'modelport', label: 'Modelport', wire: 'openai', kind: 'ours', packages: [] },
  {
    name: 'swift',
    label: 'Swift',
    wire: 'openai',
    kind: 'peer',
    packages: ['swift'],
    cannot: { chat: 'it has no plain call' },
  },
  { name: 'leaky', label: 'Leaky', wire: 'openai', kind: 'peer', packages: ['leaky'] },
  { name: 'other', label: 'Other', wire: 'ollama', kind: 'peer', packages: ['other'] },
];

function results(ours, { swift = [9, 9, 9], note } = {}) {
  const cells = {
    'fetch-floor': { values: [10, 10, 10] },
    modelport: { values: ours },
    swift: { values: swift, note },
    leaky: { values: [], error: 'of 20 characters of text, 9 arrived' },
  };
  const figure = {
    name: 'stream-coalesced',
    title: 'stream, coalesced',
    about: 'a stream',
    unit: 'µs of CPU per event',
    shows: 'ratio',
    rounds: 3,
    wires: { openai: { base: 'fetch-floor', cells } },
  };
  const machine = { cpu: 'a CPU', cores: 2, memory: 8, node: '24.0.0', kernel: 'linux 6', isPinned: true };
  const versions = { swift: '1.2.3' };
  const scripts = [{ command: 'node it.mjs', about: 'It', toldIn: 'benchmarks.md', error: 'no registry' }];
  return { date: '2026-11-22', rounds: 3, machine, versions, contenders, figures: [figure], scripts };
}

const everyone = contenders.map(({ name }) => name);
const pageOf = (given) => benchmarksPage(given, everyone);
const lineOf = (page, start) => page.split('\n').find((line) => line.startsWith(start));

describe('the page of benchmarks', () => {
  it('has a goal as met when the middle half of the rounds reaches it', () => {
    const goal = (values) => lineOf(pageOf(results(values)), '| stream, coalesced |');
    expect(goal([8, 8, 8])).toContain('| <= 0.9 | 0.80 (0.80-0.80) | met |');
    expect(goal([9.6, 9.2, 8.4])).toContain('| 0.92 (0.88-0.94) | met |');
    expect(goal([9.6, 9.5, 9.4])).toContain('**not met**');
  });

  it('says which peer is nearest, and whether it is behind', () => {
    const goal = (values, given) => lineOf(pageOf(results(values, given)), '| stream, coalesced |');
    expect(goal([8, 8, 8])).toContain('| 0.90 Swift | yes (1 not measured) |');
    expect(goal([8, 8, 8], { swift: [7, 7, 7] })).toContain('| 0.70 Swift | **no** (1 not measured) |');
  });

  it('keeps a goal that could not be measured, as not met', () => {
    const page = pageOf(results([]));
    expect(lineOf(page, '| stream, coalesced |')).toContain(
      '| not measured | **not met** | 0.90 Swift | **no**',
    );
    expect(page).toContain('0 of 1 goals are met; ahead of every peer in 0 of 1.');
  });

  it('leaves out the goals of a wire that was not measured, and what a library declares that it cannot', () => {
    const given = results([8, 8, 8]);
    const [figure] = given.figures;
    const ours = { ...given.contenders[1], cannot: { toolArguments: 'why' } };
    const tools = { ...figure, name: 'tool-arguments', title: 'tools' };
    const page = pageOf({
      ...given,
      contenders: [ours, { ...ours, name: 'modelport-ollama', wire: 'ollama' }],
      figures: [figure, tools],
    });
    expect(page).toContain('1 of 1 goals are met');
  });

  it('says why a goal is not met, where that is known, and nothing of one that is', () => {
    const given = results([20, 20, 20]);
    const named = (name) => ({ ...given, figures: [{ ...given.figures[0], name, title: name }] });
    expect(lineOf(pageOf(named('call-64')), "- call-64 on OpenAI's wire: ")).toContain('node:http');
    expect(pageOf(named('call-1'))).not.toContain('Why a goal');
    const met = {
      ...results([1, 1, 1]),
      figures: named('call-64').figures.map((figure) => ({
        ...figure,
        wires: results([1, 1, 1]).figures[0].wires,
      })),
    };
    expect(pageOf(met)).not.toContain('Why a goal');
  });

  it('says why a peer is ahead, where that is known, and nothing of one that is not', () => {
    const page = (ours) => {
      const given = results(ours);
      return pageOf({ ...given, figures: [{ ...given.figures[0], name: 'construct', title: 'construct' }] });
    };
    const lines = (text) =>
      text.split('\n').filter((line) => line.startsWith("- construct on OpenAI's wire: "));
    expect(lines(page([9.5, 9.5, 9.5]))).toEqual([expect.stringContaining('keep their options')]);
    expect(lines(page([8, 8, 8]))).toEqual([]);
  });

  it('has one sign before milliseconds, also where a bare Node took longer', () => {
    const given = results([9.5, 9.5, 9.5]);
    const page = pageOf({
      ...given,
      figures: [{ ...given.figures[0], name: 'import', shows: 'difference' }],
    });
    expect(lineOf(page, '| **Modelport** |')).toBe('| **Modelport** | -0.50 (-0.50--0.50) |');
  });

  it('tells that it is a part, and of what', () => {
    const given = results([8, 8, 8]);
    expect(lineOf(pageOf(given), '**A part only:** 3 of 9 rounds; no figures of stream-each')).toBeDefined();
    const whole = {
      ...given,
      rounds: 9,
      figures: figureNames.map((name) => ({ ...given.figures[0], name })),
    };
    expect(pageOf(whole)).not.toContain('A part only');
    expect(lacks({ ...whole, scripts: [] }, everyone)).toEqual(['no parts alone']);
    expect(lacks(whole, [...everyone.slice(1), 'new'])).toEqual([
      'without new',
      'with contenders that are gone: fetch-floor',
    ]);
  });

  it('shows the floor in its unit and the others as ratios with their spread', () => {
    const page = pageOf(results([8, 8, 9]));
    expect(lineOf(page, '| floor |')).toBe('| floor | 1.0 = 10.0 µs |');
    expect(lineOf(page, '| **Modelport** |')).toBe('| **Modelport** | 0.80 (0.80-0.85) |');
  });

  it('has no figure of whoever loses characters, and says why', () => {
    const page = pageOf(results([8, 8, 8]));
    expect(lineOf(page, '| Leaky |')).toBe('| Leaky | - |');
    expect(page).toContain('- Leaky: stream, coalesced: of 20 characters of text, 9 arrived');
  });

  it('marks who leaves something out', () => {
    const page = pageOf(results([8, 8, 8], { note: 'does not show reasoning' }));
    expect(lineOf(page, '| Swift |')).toContain('0.90 (0.90-0.90) *');
    expect(page).toContain('- Swift: it has no plain call; stream, coalesced: does not show reasoning');
  });

  it('tells date, machine, versions, and what was not measured', () => {
    const page = pageOf(results([8, 8, 8]));
    expect(page).toContain('Measured on 2026-11-22: a CPU, 2 cores, 8 GB of memory, Node 24.0.0, linux 6.');
    expect(page).toContain('`swift` 1.2.3');
    expect(page).toContain('Not measured: no registry');
    const { machine, ...rest } = results([8, 8, 8]);
    expect(pageOf({ ...rest, machine: { ...machine, isPinned: false } })).toContain('**not** held to a core');
  });
});
