import { table } from '../../tools/lib/markdown-table.mjs';
import { lacks } from './lacks.mjs';
import { leads, reasons } from './reasons.mjs';
import { digits, growth, notMeasured, spreadText, summarize } from './summary.mjs';
import { verdicts } from './verdicts.mjs';

const wireTitles = { openai: "OpenAI's wire", ollama: "Ollama's wire" };

/** The figures of each table. */
const groups = [
  [
    'Streams',
    [
      'stream-coalesced',
      'stream-each',
      'stream-paced',
      'stream-reasoning',
      'stream-padded',
      'tool-arguments',
      'tool-growth',
    ],
  ],
  ['Calls and the first event', ['call-1', 'call-64', 'first-event']],
  ['Memory and start', ['heap', 'import', 'cold', 'construct', 'construct-heap']],
];

/**
 * Writes the page about speed from what was measured, and the reasons that are written by hand.
 *
 * @param {object} results As in bench/results.json.
 * @param {readonly string[]} everyone The names of all contenders that there are: the page says what the results lack.
 * @returns {string} Markdown.
 */
export function benchmarksPage(results, everyone) {
  const { date, rounds, machine, versions, contenders, figures, scripts } = results;
  const grown = growth(figures);
  const summaries = [...figures.map(summarize), ...(grown === undefined ? [] : [grown])];
  const judged = verdicts(summaries, contenders);
  return `<!-- Written by \`npm run bench\` from bench/results.json; \`node tools/generate-benchmark-docs.mjs\` writes it again. -->

# Benchmarks

How much CPU, time and memory Modelport and its peers take for the same answers of the same server, measured side by side in
one run. Only ratios mean anything: on another machine, or an hour later on this one, all times are others.

- [How to read it](#how-to-read-it), [the goals](#the-goals)
- ${Object.values(wireTitles)
    .map((title) => `[${title}](#${anchor(title)})`)
    .join(', ')}
- [Parts alone](#parts-alone), [versions](#versions), [how to measure it again](#how-to-measure-it-again)

Measured on ${date}: ${machineText(machine)}.${partText(lacks(results, everyone))}

## How to read it

A fake server in a process of its own sends what a real one sends: every frame was made before the measurement. Each library
is in a process of its own${machine.isPinned ? ', held to one core, the server to the other' : '; processes were **not** held to a core each'}. In ${rounds} rounds they take turns, beginning with another one
each time. Each has run for two to five seconds before the first round, as a program that has been up for a while; calls and first events run for 200 ms
more before each round. CPU is what the process itself has been charged, of all its threads. Where fewer characters arrive than were sent, there is no figure.

**1.0 is the floor:** built-in \`fetch\`, the smallest split into events, one \`JSON.parse\` for each, on the same wire in the same round.
The other cells are ratios to it: the median of the rounds, and in brackets the middle half of them. \`+\` stands before milliseconds beyond a
bare Node of the same round, one that loads this harness and no library. Less is better everywhere.

${summaries.map(aboutLine).join('\n')}

${fewerRounds(figures, rounds)}

## The goals

A goal is met when the middle half of the rounds reaches it. "Nearest peer" is the best one of the same wire; a library is ahead of
all its peers when its median is below theirs.

${goalTables(summaries, judged)}

${Object.keys(wireTitles)
  .map((wire) => wireSection(wire, summaries, contenders))
  .join('\n\n')}

## Parts alone

${scripts.length === 0 ? 'They were not measured.' : scripts.map(scriptText).join('\n\n')}

## Versions

${Object.entries(versions)
  .map(([name, version]) => `\`${name}\` ${version}`)
  .join(', ')}.

## How to measure it again

\`npm run bench\` installs the peers, measures everything, and writes this page: some forty minutes, on a machine that does nothing else.
\`npm run bench -- --figures call-64 --contenders modelport,openai --rounds 3\` measures a part, prints it and writes
nothing. [bench/](../bench/README.md) has the contenders, a small file each, the figures, and the fake server.
`;
}

function anchor(title) {
  return title.toLowerCase().replaceAll("'", '').replaceAll(' ', '-');
}

function machineText({ cpu, cores, memory, node, kernel }) {
  return `${cpu}, ${cores} cores, ${memory} GB of memory, Node ${node}, ${kernel}`;
}

function partText(lacking) {
  return lacking.length === 0 ? '' : `\n\n**A part only:** ${lacking.join('; ')}.`;
}

function aboutLine({ title, about, unit, shows }) {
  const shown = { ratio: 'ratio', difference: 'ms beyond a bare Node', value: unit }[shows];
  const of = shows === 'ratio' && unit !== '' ? ` of ${unit}` : '';
  return `- **${title}**: ${about} (${shown}${of})`;
}

function fewerRounds(figures, rounds) {
  const fewer = figures.filter((figure) => figure.rounds < rounds);
  if (fewer.length === 0) return 'Every figure has that many rounds.';
  const list = fewer.map(({ title, rounds: own }) => `${title} (${own})`).join(', ');
  return `Where nothing is timed, fewer rounds are enough: ${list}.`;
}

// ------------------------------------------------------------------ goals

function goalTables(summaries, judged) {
  const columns = Map.groupBy(judged, ({ column }) => column);
  const texts = [...columns].map(([column, list]) => {
    const lines = list.map((verdict) => goalLine(summaries, verdict));
    const head = ['figure', 'wire', 'goal', 'measured', 'goal is', 'nearest peer', 'ahead of all peers'];
    const missed = list.filter(({ isMet, shown }) => !isMet && shown !== undefined);
    const behind = list.filter(({ isAhead, nearest }) => !isAhead && nearest !== undefined);
    const parts = [
      `### Modelport ${column}`,
      table(head, lines),
      countText(list),
      whyText('Why a goal is not met:', summaries, missed, reasons),
      whyText('Why a peer is ahead:', summaries, behind, leads),
    ];
    return parts.filter(Boolean).join('\n\n');
  });
  return texts.length === 0 ? 'None was measured.' : texts.join('\n\n');
}

function goalLine(summaries, { figure, wire, limit, shown, isMet, nearest, isAhead, failed }) {
  const { title, shows } = summaries.find(({ name }) => name === figure);
  const rest = failed === 0 ? '' : ` (${failed} not measured)`;
  return [
    title,
    wireTitles[wire],
    `<= ${sign(shows, limit)}${limit}`,
    shown === undefined ? notMeasured : sign(shows, shown.median) + spreadText(shown),
    isMet ? 'met' : '**not met**',
    nearest === undefined ? '' : `${sign(shows, nearest.median)}${digits(nearest.median)} ${nearest.label}`,
    nearest === undefined ? rest.trim() : (isAhead ? 'yes' : '**no**') + rest,
  ];
}

/** What stands before milliseconds beyond a bare Node; fewer than it takes have a minus of their own. */
function sign(shows, value) {
  return shows === 'difference' && value >= 0 ? '+' : '';
}

/** Why something stands as it does, where that is known; a reason that several share is told once. */
function whyText(head, summaries, judged, known) {
  const told = judged
    .map((verdict) => ({ ...verdict, reason: known[verdict.contender]?.[verdict.figure] }))
    .filter(({ reason }) => reason !== undefined);
  const lines = [...Map.groupBy(told, ({ reason }) => reason)].map(([reason, list]) => {
    const wires = Map.groupBy(list, ({ wire }) => wire);
    const places = [...wires].map(([wire, those]) => `${titlesOf(summaries, those)} on ${wireTitles[wire]}`);
    return `- ${places.join('; ')}: ${reason}`;
  });
  return lines.length === 0 ? undefined : [head, '', ...lines].join('\n');
}

function titlesOf(summaries, list) {
  return list.map(({ figure }) => summaries.find(({ name }) => name === figure).title).join(' and ');
}

function countText(list) {
  const met = list.filter(({ isMet }) => isMet).length;
  const compared = list.filter(({ nearest }) => nearest !== undefined);
  const ahead = compared.filter(({ isAhead }) => isAhead).length;
  return `${met} of ${list.length} goals are met; ahead of every peer in ${ahead} of ${compared.length}.`;
}

// ------------------------------------------------------------------- wires

function wireSection(wire, summaries, contenders) {
  const rows = contenders.filter((each) => each.wire === wire);
  const parts = groups.map(([title, names]) => {
    const columns = summaries.filter(
      ({ name, cells }) => names.includes(name) && rows.some((row) => cells[row.name] !== undefined),
    );
    return columns.length === 0 ? undefined : `### ${title}: ${wire}\n\n${wireTable(rows, columns)}`;
  });
  const notes = noteLines(rows, summaries);
  const remarks = notes.length === 0 ? [] : [notes.join('\n')];
  return [`## ${wireTitles[wire]}`, ...parts.filter(Boolean), ...remarks].join('\n\n');
}

function wireTable(rows, columns) {
  const lines = rows.map(({ name, label, kind }) => [
    kind === 'ours' ? `**${label}**` : label,
    ...columns.map((column) => cellText(column, column.cells[name], isBase(name))),
  ]);
  return table(['', ...columns.map(({ title }) => title)], lines);
}

function isBase(name) {
  return name.startsWith('fetch-floor');
}

function cellText({ shows, unit }, cell, base) {
  if (cell === undefined || cell.error !== undefined || cell.shown === undefined) return '-';
  const mark = cell.note === undefined ? '' : ' *';
  if (shows === 'value') return `${spreadText(cell.shown)} ${unit}${mark}`;
  if (shows === 'difference') return sign(shows, cell.shown.median) + spreadText(cell.shown) + mark;
  if (base && cell.absolute !== undefined)
    return `1.0 = ${digits(cell.absolute.median)} ${unit.split(' ')[0]}`;
  return spreadText(cell.shown) + mark;
}

/** What the tables cannot say: who failed, and who leaves something out. */
function noteLines(rows, summaries) {
  return rows.flatMap(({ name, label, client, cannot = {} }) => {
    const declared = Object.values(cannot);
    const found = summaries.flatMap(({ title, cells }) => {
      const { error, note } = cells[name] ?? {};
      const texts = [error, note].filter((text) => text !== undefined && text !== notMeasured);
      return texts.filter((text) => !declared.includes(text)).map((text) => `${title}: ${text}`);
    });
    const told = client === undefined ? [] : [`a client is ${client}`];
    const notes = [...told, ...declared, ...new Set(found)];
    return notes.length === 0 ? [] : [`- ${label}: ${notes.join('; ')}`];
  });
}

// ----------------------------------------------------------------- scripts

function scriptText({ command, about, toldIn, output, error }) {
  const where = toldIn === 'benchmarks.md' ? '' : ` Told in [${toldIn.split('/').at(-1)}](${toldIn}).`;
  const result = error === undefined ? `\`\`\`text\n${output}\n\`\`\`` : `Not measured: ${error}`;
  return `${about}: \`${command}\`.${where}\n\n${result}`;
}
