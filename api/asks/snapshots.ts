/** The data checks of a snapshot: every trust read and held against the rules, nothing valued. */
import Type from 'typebox';
import { formatDate, readSnapshot, type Snapshot } from '../../host/index.ts';
import { faultsTold } from '../problems.ts';
import { confinedSnapshot } from '../snapshots/confine.ts';
import { ask } from './ask.ts';

export const snapshotAsks = {
  checkSnapshot: ask(Type.Object({ name: Type.String() }), async ({ name }, { data }) => {
    const folder = await confinedSnapshot(data, name);
    return checkedSnapshot(name, await readSnapshot(folder), data.root);
  }),
};

function checkedSnapshot(name: string, { name: title, date, method, trusts, files }: Snapshot, root: string) {
  const told = trusts.map((reading) => checkedTrust(reading, root));
  return {
    name,
    title,
    date: formatDate(date),
    method,
    files: files.size,
    errors: told.reduce((sum, { faults }) => sum + faults.length, 0),
    warnings: told.reduce((sum, { warnings, tape }) => sum + warnings.length + (tape?.checks.length ?? 0), 0),
    trusts: told,
  };
}

/** What was found in a trust; numbers and shares as records.ts has them. */
function checkedTrust(reading: Snapshot['trusts'][number], root: string) {
  const tape = reading.ok ? reading.trust.tape : reading.tape;
  return {
    trust: reading.ok ? reading.trust.name : reading.name,
    ok: reading.ok,
    faults: reading.ok ? [] : faultsTold(reading.faults, root),
    warnings: reading.ok ? reading.trust.warnings : [],
    tape:
      tape === undefined
        ? null
        : {
            asOf: tape.asOf === undefined ? null : formatDate(tape.asOf),
            staleMonths: tape.staleMonths ?? 0,
            rows: tape.rows,
            upb: tape.upb,
            wac: tape.wac,
            late90: tape.late90Upb,
            cohorts: tape.cohorts,
            defaults: tape.defaults,
            checks: tape.checks,
            strata: [...tape.strata].flatMap(([dimension, buckets]) => buckets.map((bucket) => ({ dimension, ...bucket }))),
          },
  };
}
