import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDate } from '../../host/curves/dates.ts';
import { parseSpeedList } from '../../host/curves/speedList.ts';
import {
  type Anchor,
  canonicalVector,
  type ParsedVector,
  PREPAYMENT_UNITS,
  type Segment,
  UNITS,
  type Unit,
} from '../../host/curves/vectors.ts';
import { parseVector } from '../../host/curves/vectorText.ts';
import { ERRORS, type Fault, WeirError } from '../../host/errors.ts';

function canonical(text: string): string {
  return canonicalVector(parseVector(text, { unit: 'CPR' }));
}

function faultOf(run: () => unknown): Fault {
  try {
    run();
  } catch (error) {
    if (error instanceof WeirError && error.faults[0] !== undefined) return error.faults[0];
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the dialects of assumption vectors', () => {
  const dialects: [string, string][] = [
    ['.2 ramp 6 for 30, 6', 'CPR 0.2 ramp 6 for 30, 6'],
    ['8 ramp 20 for 12', 'CPR 8 ramp 20 for 12'],
    ['8 ramp to 20 over 12 months', 'CPR 8 ramp 20 for 12'],
    ['5 12R 10', 'CPR 5 ramp 10 for 12, 10'],
    ['5 12S 10', 'CPR 5 for 12, 10'],
    ['5 12R 10 12S 20', 'CPR 5 ramp 10 for 12, 10 for 12, 20'],
    ['1.0R12,6.0', 'CPR 1 ramp 6 for 12, 6'],
    ['1.0S12,6.0R24,10', 'CPR 1 for 12, 6 ramp 10 for 24, 10'],
    ['2 x 12; 6 to 24 in 18', 'CPR 2 for 12, 6 ramp 24 for 18'],
    ['2 x 12; 6 x 12', 'CPR 2 for 12, 6 for 12'],
    ['3.57, 3.76, 3.94', 'CPR 3.57, 3.76, 3.94'],
    ['3.57\n3.76\n3.94\n', 'CPR 3.57, 3.76, 3.94'],
    ['5 for 12 then 10', 'CPR 5 for 12, 10'],
    ['AO: .2 ramp 6 for 30, 6', 'CPR 0.2 ramp 6 for 30, 6 from origination'],
    ['PSA 250', 'PSA 250'],
    ['250 psa', 'PSA 250'],
    ['250% PSA', 'PSA 250'],
    ['CPR: 10', 'CPR 10'],
    ['5 CPR for 12, 10 CPR', 'CPR 5 for 12, 10'],
    ['18 to 4 in 3 CDR from closing', 'CDR 18 ramp 4 for 3 from closing'],
    ['6 from 2007-02-01', 'CPR 6 from 2007-02-01'],
    ['1.5 * (5 for 12, 10)', 'CPR 5 for 12, 10 times 1.5'],
    ['(5 for 12, 10) x 2', 'CPR 5 for 12, 10 times 2'],
    ['250 PSA x 1.5', 'PSA 250 times 1.5'],
    ['5 for 12, 10, times 1.5, floor 2%, cap 60', 'CPR 5 for 12, 10 times 1.5 floor 2 cap 60'],
  ];

  it.each(dialects)('%j is read as %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it('a bare percent is a percent, and takes the unit that its place gives it', () => {
    expect(canonicalVector(parseVector('40%'))).toBe('PERCENT 40');
    expect(canonicalVector(parseVector('6%', { unit: 'CPR' }))).toBe('CPR 6');
  });
});

describe('ambiguous vectors', () => {
  const ambiguous: [string, string, string][] = [
    ['2 for 12, 6 ramp 24', 'CPR 2 for 12, 6 ramp 24 for MONTHS', 'CPR 2 for 12, 6 ramp VALUE for 24'],
    ['6 ramp 24, 10', 'CPR 6 ramp 24 for MONTHS, 10', 'CPR 6 ramp 10 for 24, 10'],
    ['2 x 12', 'CPR 2 for 12', 'CPR 2 times 12'],
    ['250 PSA x 2', 'PSA 250 for 2', 'PSA 250 times 2'],
    ['5 12', 'CPR 5, 12', 'CPR 5 for 12'],
    ['5 12 10', 'CPR 5, 12, 10', 'CPR 5 for 12, 10'],
    ['5 12R10, 20', 'CPR 5 ramp 10 for 12, 10, 20', 'CPR 5, 12 ramp 20 for 10, 20'],
    ['5 12S10', 'CPR 5 for 12, 10', 'CPR 5, 12 for 10'],
    ['10 CPR, 200 PSA', 'CPR 10, 200', 'PSA 10, 200'],
    ['AO: 5 from closing', 'CPR 5 from origination', 'CPR 5 from closing'],
    ['1,000 PSA', '1000', '1, 0'],
  ];

  it.each(ambiguous)('%j is refused, showing both readings', (text, first, second) => {
    const fault = faultOf(() => canonical(text));
    expect(fault.code).toBe('VECTOR_AMBIGUOUS');
    expect(fault.got).toContain(text.slice(0, 5));
    expect(fault.expected).toContain(`'${first}'`);
    expect(fault.expected).toContain(`'${second}'`);
  });

  it('a refusal says where in the text it divides, and what each reading means', () => {
    const fault = faultOf(() => parseVector('2 for 12, 6 ramp 24', { file: 'deal.yaml', place: 'assumptions.prepayment' }));
    expect(fault.place).toBe('assumptions.prepayment, position 18');
    expect(fault.file).toBe('deal.yaml');
    expect(fault.expected).toMatch(/to 24.*over 24 months/);
  });
});

describe('vectors that cannot be read', () => {
  const broken: [string, string, number][] = [
    ['', 'VECTOR_SYNTAX', 1],
    ['  ', 'VECTOR_SYNTAX', 1],
    ['6 CPR,', 'VECTOR_SYNTAX', 7],
    ['6,,7', 'VECTOR_SYNTAX', 3],
    ['6 to 24', 'VECTOR_SYNTAX', 8],
    ['5 12R', 'VECTOR_SYNTAX', 6],
    ['5 for 2 years', 'VECTOR_SYNTAX', 9],
    ['$5', 'VECTOR_SYNTAX', 1],
    ['(5', 'VECTOR_SYNTAX', 3],
    ['5 times 2 times 3', 'VECTOR_SYNTAX', 17],
    ['nan', 'VECTOR_RANGE', 1],
    ['1e999', 'VECTOR_RANGE', 1],
    ['-5', 'VECTOR_RANGE', 1],
    ['-0', 'VECTOR_RANGE', 1],
    ['5, 150 CPR', 'VECTOR_RANGE', 4],
    ['101 SMM', 'VECTOR_RANGE', 1],
    ['101 ABS', 'VECTOR_RANGE', 1],
    ['101%', 'VECTOR_RANGE', 1],
    ['5 cap 200', 'VECTOR_RANGE', 7],
    ['5 floor 6 cap 5', 'VECTOR_RANGE', 1],
    ['5 times -1', 'VECTOR_RANGE', 9],
    ['5 for 0', 'VECTOR_RANGE', 7],
    ['5 for 12.5', 'VECTOR_RANGE', 7],
    ['5 for 1201', 'VECTOR_RANGE', 7],
    ['5 for 1000, 6 for 1000', 'VECTOR_RANGE', 1],
    ['5 ramp 6 for 1', 'VECTOR_RANGE', 14],
    ['5 from 2007-02-30', 'DATE_INVALID', 8],
  ];

  it.each(broken)('%j is refused by %s at position %i', (text, code, position) => {
    const fault = faultOf(() => canonical(text));
    expect(fault).toMatchObject({ code, place: `position ${position}` });
    expect(fault.expected).not.toBe('');
  });

  it('a number without a unit is refused where no unit is given', () => {
    expect(faultOf(() => parseVector('250')).expected).toContain('CPR SMM PSA');
  });

  it('a default rate is refused where a prepayment speed belongs', () => {
    const fault = faultOf(() => parseVector('2 CDR', { units: PREPAYMENT_UNITS }));
    expect(fault).toMatchObject({ code: 'VECTOR_SYNTAX', got: 'CDR', place: 'position 3' });
  });

  it('a text over the limit is refused unread', () => {
    expect(faultOf(() => canonical('1,'.repeat(10_001))).code).toBe('VECTOR_SYNTAX');
    expect(faultOf(() => canonical(Array(1_300).fill('1').join(','))).code).toBe('VECTOR_RANGE');
  });
});

describe('lists of scenarios', () => {
  const lists: [string, string[]][] = [
    ['PSA 0,100,250', ['PSA 0', 'PSA 100', 'PSA 250']],
    ['PSA 0,100,250; CPR 10', ['PSA 0', 'PSA 100', 'PSA 250', 'CPR 10']],
    ['ABS 0.5,1.0', ['ABS 0.5', 'ABS 1']],
    ['0, 100 PSA', ['PSA 0', 'PSA 100']],
    ['PSA 100, CPR 10', ['PSA 100', 'CPR 10']],
    ['CPR 8 ramp 20 for 12 then 20; PSA 100', ['CPR 8 ramp 20 for 12, 20', 'PSA 100']],
    ['AO: CPR 0.2 ramp 6 for 30', ['CPR 0.2 ramp 6 for 30 from origination']],
  ];

  it.each(lists)('%j has the scenarios %j', (text, labels) => {
    expect(parseSpeedList(text).map(({ label }) => label)).toEqual(labels);
  });

  it('a comma that may part segments or scenarios is refused with both readings', () => {
    const fault = faultOf(() => parseSpeedList('CPR 8 ramp 20 for 12, 20'));
    expect(fault.code).toBe('VECTOR_AMBIGUOUS');
    expect(fault.expected).toContain("'CPR 8 ramp 20 for 12; CPR 20' (2 scenarios)");
    expect(fault.expected).toContain("'CPR 8 ramp 20 for 12 then 20' (one)");
  });

  it.each(['0,100', 'PSA 100;', 'PSA 0,100,CPR 10', ';', ''])('%j is refused', (text) => {
    expect(faultOf(() => parseSpeedList(text)).code).toBe('VECTOR_SYNTAX');
  });

  it('a number with a comma in it is not two scenarios', () => {
    expect(faultOf(() => parseSpeedList('PSA 500,1,000')).code).toBe('VECTOR_AMBIGUOUS');
  });
});

const value = fc.double({ min: 0, max: 100, noNaN: true }).map((number) => number + 0);
const segment: fc.Arbitrary<Segment> = fc.oneof(
  fc.record({ kind: fc.constant('hold' as const), value, months: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ kind: fc.constant('ramp' as const), from: value, to: value, months: fc.integer({ min: 2, max: 100 }) }),
  fc.record({ kind: fc.constant('step' as const), values: fc.array(value, { minLength: 1, maxLength: 12 }) }),
);
const anchor: fc.Arbitrary<Anchor> = fc.oneof(
  fc.constantFrom<Anchor[]>('projection', 'loanAge', 'dealAge'),
  fc.integer({ min: 0, max: 30_000 }).map((serial) => ({ date: formatDate(serial) })),
);
const vector: fc.Arbitrary<ParsedVector> = fc
  .record(
    {
      unit: fc.constantFrom<Unit[]>('CPR', 'SMM', 'PSA', 'PPC', 'ABS', 'HEP', 'CDR', 'MDR', 'SDA', 'PERCENT'),
      segments: fc.array(segment, { minLength: 1, maxLength: 10 }),
      anchor,
      multiplier: fc.double({ min: 0, max: 1_000, noNaN: true }),
      floor: fc.integer({ min: 0, max: 50 }),
      cap: fc.integer({ min: 50, max: 100 }),
    },
    { requiredKeys: ['unit', 'segments', 'anchor', 'multiplier'] },
  )
  .filter(({ segments }) => segments.every((one, index) => one.kind !== 'step' || segments[index + 1]?.kind !== 'step'));

describe('any vector', () => {
  it('reads back from its canonical text as itself', () => {
    fc.assert(
      fc.property(vector, (one) => {
        expect(parseVector(canonicalVector(one))).toEqual(one);
      }),
      { numRuns: 500 },
    );
  });

  it('from any text has a canonical text that reads back, or a coded fault, and soon', () => {
    const words = Object.keys(UNITS).concat(
      '1 5 12 0.2 1e3 000 -1 12R 12S 1.0R12 5S6 for in over to ramp x * times then'.split(' '),
    );
    const marks = ', ; ( ) : % AO: from origination closing 2007-02-01 floor cap months nan \n R'.split(' ');
    const phrase = fc.array(fc.constantFrom(...words, ...marks), { maxLength: 12 }).map((parts) => parts.join(' '));
    const tight = fc.array(fc.constantFrom(...words, ...marks), { maxLength: 8 }).map((parts) => parts.join(''));
    const listed = fc.array(phrase, { maxLength: 4 }).map((parts) => parts.join(','));
    fc.assert(
      fc.property(fc.oneof(phrase, tight, listed, fc.string({ unit: 'binary' })), (text) => {
        readsBackOrRefuses(() => [parseVector(text)]);
        readsBackOrRefuses(() => parseSpeedList(text).map((scenario) => scenario.vector));
      }),
      { numRuns: 5_000 },
    );
  });

  it('takes no longer than its length deserves on hostile text', () => {
    const started = performance.now();
    for (const part of [
      '1',
      '1 ',
      '1,',
      '(',
      'R',
      '1R',
      '12R ',
      '1.',
      'e',
      '1e',
      ' ',
      '6 ramp 24,',
      '1 1R1,',
      'CPR PSA ',
      '0,0',
    ]) {
      const text = `CPR 1 ${part.repeat(20_000)}`.slice(0, 20_000);
      readsBackOrRefuses(() => [parseVector(text)]);
      readsBackOrRefuses(() => parseSpeedList(text).map((scenario) => scenario.vector));
    }
    // Thirty texts of 20,000 characters: milliseconds each where time is linear, minutes where it is not.
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

function readsBackOrRefuses(read: () => ParsedVector[]): void {
  try {
    for (const one of read()) expect(parseVector(canonicalVector(one))).toEqual(one);
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    expect(error.faults).toHaveLength(1);
    for (const fault of error.faults) expect(Object.keys(ERRORS)).toContain(fault.code);
  }
}
