/** What a trustee's report may say besides: parts of the pool, and quantities of the deal. */
import { describe, expect, it } from 'vitest';
import { FaultList } from '../../host/deal/faults.ts';
import { gridOfCsv } from '../../host/portfolio/csv.ts';
import { readRemittances } from '../../host/portfolio/remittances.ts';

const POOL = 'month,beginUpb,endUpb,count,wac,interest,scheduled,prepaid,recoveries,defaults,losses,servicing';
const line = (month: string) => `${month},100,90,1,5%,0.1,0.5,0.5,9,0,0,0`;

function read(columns: string, rows: readonly string[], tranches: readonly string[] = [], quantities: readonly string[] = []) {
  const faults = new FaultList();
  const lines = rows.map((cells, at) => `${line(`2011-0${at + 1}`)},${cells}`);
  const read = readRemittances(gridOfCsv(`${POOL},${columns}\n${lines.join('\n')}\n`, faults), tranches, faults, quantities);
  return { read, faults: faults.all.map(({ code, place, got }) => `${code} ${place}: ${got}`) };
}

describe('columns that a report may do without', () => {
  it('are read where they are there', () => {
    const { read: rows, faults } = read('foreclosure,reo,delinquent,reoProceeds,penalties,deferred', ['20,10,5,4,1,2']);
    expect(faults).toEqual([]);
    expect(rows[0]).toMatchObject({ foreclosure: 20, reo: 10, delinquent: 5, reoProceeds: 4, penalties: 1, deferred: 2 });
  });

  it('are not known where a cell is empty, which is not 0', () => {
    const { read: rows } = read('foreclosure,reo', ['0,', ',3']);
    expect(rows[0]).toHaveProperty('foreclosure', 0);
    expect(rows[0]).not.toHaveProperty('reo');
    expect(rows[1]).not.toHaveProperty('foreclosure');
    expect(rows[1]).toHaveProperty('reo', 3);
  });

  it('may not be below nothing, proceeds aside, which costs may exceed', () => {
    const { faults } = read('foreclosure,reoProceeds', ['-1,-2']);
    expect(faults).toEqual(["TABLE_VALUE line 2, foreclosure: '-1'"]);
  });
});

describe('quantities that the trustee reports', () => {
  it('are those that the deal defines, by name and value', () => {
    const { read: rows, faults } = read('ocTarget.value,late.value', ['1250.5,3.5%', ',0.04'], [], ['ocTarget', 'late', 'other']);
    expect(faults).toEqual([]);
    expect(rows.map(({ quantities }) => [...(quantities ?? [])])).toEqual([
      [
        ['ocTarget', 1250.5],
        ['late', 0.035],
      ],
      [['late', 0.04]],
    ]);
  });

  it('are refused where the deal has no such quantity, and values are no field of a class', () => {
    const { faults } = read('ocTarget.value,A.value', ['1,2'], ['A'], ['target']);
    expect(faults).toEqual(["TABLE_SHAPE line 1: the column 'ocTarget.value'", "TABLE_SHAPE line 1: the column 'A.value'"]);
  });

  it('do not make a class of the same name be told of', () => {
    const { read: rows } = read('M.value', ['7'], ['M'], ['M']);
    expect(rows[0]?.tranches.size).toBe(0);
    expect(rows[0]?.quantities?.get('M')).toBe(7);
  });
});
