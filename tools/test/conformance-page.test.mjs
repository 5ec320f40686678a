import { describe, expect, it } from 'vitest';
import { unlistedGroups } from '../lib/conformance-groups.mjs';
import { conformancePage } from '../lib/conformance-page.mjs';

const kit = [
  {
    id: 'models/ids',
    title: 'the ids are kept',
    reason: 'Ids are sent.',
    requires: ['wire', 'driver:listModels'],
    proves: 'tools',
  },
  { id: 'errors/status', title: 'the status is told', reason: 'Logs | bills.', faults: ['F3'] },
];
const wireCase = { id: 'lines/crlf', title: 'a line may end in CRLF', reason: 'Some do.' };
const ownCase = { id: 'parrot/feather', title: 'the feather is sent', reason: 'An option.' };

function row(name, reasons = {}, given = {}) {
  const own = given.ownCases ?? [];
  const results = [...kit, wireCase, ...own].map(({ id }) => ({ id, reason: reasons[id] }));
  const wire = { wireName: `${name}'s lines`, wireCases: [wireCase], ownCases: own };
  const { capabilities = {} } = given;
  return { name, folder: `packages/${name}`, transports: ['own', 'fetch'], capabilities, ...wire, results };
}

const page = conformancePage({
  kit,
  rows: [
    row(
      'parrot',
      { 'models/ids': 'there is no list', 'errors/status': 'there is no list' },
      { ownCases: [ownCase], capabilities: { tools: true, images: false, seed: false, stop: true } },
    ),
    row('crow', { 'models/ids': 'there is no list', 'lines/crlf': 'it has no lines' }),
    row('raven', {}, { capabilities: { tools: true } }),
    row('owl', { 'models/ids': 'tools is declared false' }, { capabilities: { tools: false } }),
  ],
});

describe('the page about conformance', () => {
  it('says how many cases there are', () => {
    expect(page).toContain('There are\n2 of them.');
  });

  it('counts by area what passes, and how many there are where some are skipped', () => {
    const head =
      '| provider | over | Making one | Requests | Answers | Models, health, embeddings | Failures | Control | Its own | In all |';
    expect(page).toContain(head);
    expect(page).toContain('| parrot | own, fetch | 0 | 0 | 0 | 0 of 1 | 0 of 1 | 0 | 2 | 2 of 4 |');
    expect(page).toContain('| crow | own, fetch | 0 | 0 | 0 | 0 of 1 | 1 | 0 | 0 of 1 | 1 of 3 |');
    expect(page).toContain('| raven | own, fetch | 0 | 0 | 0 | 1 | 1 | 0 | 1 | 3 |');
  });

  it('says what each provider can do, with brackets where no case proves it', () => {
    expect(page).toContain('| provider | tools | tool choice | ');
    const others = 'by model | by model';
    expect(page).toContain(
      `| parrot | (yes) | ${others} | no | by model | by model | ${others} | \`seed\` |`,
    );
    expect(page).toMatch(/^\| crow \| \(by model\) \|.* none \|$/m);
    expect(page).toMatch(/^\| raven \| yes \|/m);
    expect(page).toMatch(/^\| owl \| no \|/m);
  });

  it('gives each reason to skip with its cases and providers', () => {
    expect(page).toContain('| it has no lines | `lines/crlf` | crow |');
    expect(page).toContain('| there is no list | `models/ids`, `errors/status` | parrot, crow |');
  });

  it('lists each case in its group, without columns in which nothing stands', () => {
    expect(page).toContain(
      '#### models\n\nThe list of models, live, cached and built in.\n\n| case | what must be true | why | needs |\n| --- | --- | --- | --- |\n| `models/ids` | the ids are kept | Ids are sent. | `driver:listModels` |\n',
    );
    expect(page).toContain('| `errors/status` | the status is told | Logs \\| bills. | F3 |');
  });

  it('lists a case that several wires share once, and the cases of a package', () => {
    expect(page).toContain("### lines\n\nOf parrot's lines, crow's lines, raven's lines, owl's lines.\n\n");
    expect(page.match(/`lines\/crlf` \| a line/g)).toHaveLength(1);
    expect(page).toContain('### parrot\n\nOf `packages/parrot`.\n\n| case | what must be true | why |');
  });
});

describe('groups of cases', () => {
  it('are missed where the page would leave them out', () => {
    expect(unlistedGroups([...kit, ownCase])).toEqual(['parrot']);
  });
});
