/** Tables as text: figures stand under each other, and what does not fit goes below. */
import { describe, expect, it } from 'vitest';
import { columnsThatFit, headings, textTable, wrapped } from '../../host/report/table.ts';

describe('a table', () => {
  it('aligns labels to the left and figures to the right, and ends lines without blanks', () => {
    const text = textTable([
      ['Class', 'PSA 0', 'PSA 100'],
      'rule',
      ['A1', '100', '7'],
      ['Long name', '', '1,234.50'],
      ['B', '9', ''],
    ]);
    expect(text.split('\n')).toEqual([
      'Class      PSA 0   PSA 100',
      '──────────────────────────',
      'A1           100         7',
      'Long name         1,234.50',
      'B              9',
    ]);
  });

  it('puts a heading over several columns', () => {
    const text = textTable([
      ['', { text: 'PSA 100', span: 2 }, { text: 'PSA 250', span: 2 }],
      ['', 'printed', 'Weir', 'printed', 'Weir'],
      ['A', '6.36', '6.36', '4.60', '4.60'],
    ]);
    expect(text.split('\n')).toEqual([
      '         PSA 100        PSA 250',
      '   printed  Weir  printed  Weir',
      'A     6.36  6.36     4.60  4.60',
    ]);
  });

  it('may have text columns', () => {
    expect(
      textTable(
        [
          ['1', 'pay A'],
          ['10', 'pay B'],
        ],
        ['right', 'left'],
      ).split('\n'),
    ).toEqual([' 1  pay A', '10  pay B']);
  });

  it('of nothing is nothing', () => expect(textTable([])).toBe(''));
});

describe('columns', () => {
  it('go into as few parts as the width asks for', () => {
    // Labels of 10 and columns of 8 with gaps of 2: three make 40, a fourth would make 50.
    expect(columnsThatFit([8, 8, 8, 8], 10, 40)).toEqual([[0, 1, 2], [3]]);
    expect(columnsThatFit([8, 8, 8, 8], 10, 50)).toEqual([[0, 1, 2, 3]]);
  });

  it('stand alone where even one is too wide', () => expect(columnsThatFit([60, 5], 10, 40)).toEqual([[0], [1]]));
});

describe('words', () => {
  it('wrap between words only', () =>
    expect(wrapped('unpaid interest of earlier months', 16)).toEqual(['unpaid interest', 'of earlier', 'months']));

  it('of headings end on one line', () =>
    expect(headings(['', 'coupon', 'length of the period'], 10)).toEqual([
      ['', '', 'length of'],
      ['', 'coupon', 'the period'],
    ]));
});
