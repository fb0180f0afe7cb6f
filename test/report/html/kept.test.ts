/** Reports of runs that are kept: the file beside the run, what is made of a valuation's tables, and what has none. */
import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { keptReport, reportFile, reportPath } from '../../../host/report/html.ts';
import { openData } from '../../../host/store/folders.ts';
import { createRun, finishRun, recordManifest } from '../../../host/store/runs.ts';
import { jsonText, sha256 } from '../../../host/store/sealed.ts';
import { codesOf, temporaryFolder } from '../../store/folder.ts';
import { MANIFEST, sampleTables } from './sample.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

/** A run of a kind that is done, without a report. */
async function doneRun(kind: string) {
  const data = await openData(folder, { create: true });
  const request = { kind, snapshot: 'portfolio' };
  const run = await createRun(data, { request, title: 'Example Mortgage Holdings, 2011-03-31', askedBy: 'test' });
  const manifest = { ...MANIFEST, determines: { ...MANIFEST.determines, request: sha256(jsonText(request)) } };
  await recordManifest(run, manifest);
  await finishRun(run, { manifest, tables: sampleTables(), tasks: [] });
  return { data, id: run.id };
}

describe('the report of a kept run', () => {
  it('is made of the tables where a valuation has none, and then stands beside it', async () => {
    const { data, id } = await doneRun('value');
    const text = await keptReport(data, id);
    expect(text).toContain('Fair values, March 31, 2011 · run');
    expect(existsSync(reportPath(data.root, id))).toBe(false);
    expect(await reportFile(data, id)).toBe(reportPath(data.root, id));
    expect(existsSync(reportPath(data.root, id))).toBe(true);
    // What stands there is what is shown.
    writeFileSync(reportPath(data.root, id), 'as it was');
    expect(await keptReport(data, id)).toBe('as it was');
  });

  it('is none of another kind whose file is gone, which is said', async () => {
    const { data, id } = await doneRun('sensitivity');
    expect(await keptReport(data, id)).toBeUndefined();
    expect(await codesOf(reportFile(data, id))).toEqual(['REQUEST_INVALID']);
  });
});
