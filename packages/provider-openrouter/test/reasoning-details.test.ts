import { describe, expect, it } from 'vitest';
import { ReasoningDetails, readableText } from '../src/reasoning-details.js';

function joined(...fragments: unknown[]) {
  const details = new ReasoningDetails();
  for (const fragment of fragments) details.addFragments([fragment]);
  return details.items;
}

const text = (piece: string, more: object = {}) => ({
  type: 'reasoning.text',
  text: piece,
  index: 0,
  ...more,
});

describe('fragments', () => {
  it('of one index are one item, whatever comes between', () => {
    expect(joined(text('a'), text('x', { index: 1 }), text('b'), text('y', { index: 1 }))).toEqual([
      text('ab'),
      text('xy', { index: 1 }),
    ]);
  });

  it('without an index follow each other', () => {
    expect(joined({ type: 'reasoning.text', text: 'a' }, { type: 'reasoning.text', text: 'b' })).toEqual([
      { type: 'reasoning.text', text: 'ab' },
    ]);
  });

  it('fill in what the first one lacked, and take nothing away', () => {
    expect(
      joined(
        text('a', { signature: null, format: 'anthropic-claude-v1' }),
        text('b', { id: 'r1', format: null }),
        { type: 'reasoning.text', signature: 's', index: 0 },
      ),
    ).toEqual([text('ab', { signature: 's', format: 'anthropic-claude-v1', id: 'r1' })]);
  });

  it('of another kind or id, and what follows a signature, begin another item', () => {
    const summary = { type: 'reasoning.summary', summary: 's', index: 0 };
    expect(joined(text('a'), summary)).toHaveLength(2);
    expect(joined(text('a', { id: '1' }), text('b', { id: '2' }))).toHaveLength(2);
    expect(joined(text('a', { signature: 's' }), text('b'))).toHaveLength(2);
  });

  it('of encrypted data and of unknown kinds are never joined', () => {
    const data = { type: 'reasoning.encrypted', data: 'x', index: 0 };
    expect(joined(data, data)).toEqual([data, data]);
    expect(joined({ type: 'reasoning.new', text: 'a' }, { type: 'reasoning.new', text: 'b' })).toHaveLength(
      2,
    );
  });

  it('leave the events alone that brought them', () => {
    const [first, second] = [text('a'), text('b')];
    expect(joined(first, second)).toEqual([text('ab')]);
    expect([first, second]).toEqual([text('a'), text('b')]);
  });

  // With a copy of the text for each piece, this took minutes.
  it('may be very many', () => {
    const piece = text(' word and more');
    const details = new ReasoningDetails();
    for (let count = 0; count < 100_000; count++) details.addFragments([piece]);
    expect(details.items).toHaveLength(1);
    expect(String(details.items[0]?.['text'])).toHaveLength(1_400_000);
  });

  it('that are no objects are left out', () => {
    expect(joined(null, 'x', 1, [], text('a'))).toEqual([text('a')]);
  });

  it('are not joined in a whole answer', () => {
    const details = new ReasoningDetails();
    details.addWhole([text('a'), null, text('b')]);
    expect(details.items).toEqual([text('a'), text('b')]);
  });
});

it('only texts and summaries can be read', () => {
  const items = [
    text('a'),
    { type: 'reasoning.summary', summary: 'b' },
    { type: 'reasoning.encrypted', data: 'c' },
  ];
  expect(readableText([...items, null, { type: 'reasoning.text', text: 7 }])).toBe('ab');
});
