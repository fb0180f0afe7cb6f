/** Files that are made of a run that is done. They may take long, and keep nobody waiting but those who ask for them. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import Type from 'typebox';
import { exportRun } from '../../host/index.ts';
import { reportFile } from '../../host/report/html.ts';
import { ask } from './ask.ts';

const text = Type.String();

export const fileAsks = {
  /** The path of the report, made where there was none. Throws: REQUEST_INVALID for a run that has none. */
  report: ask(Type.Object({ run: text }), ({ run }, { data }) => reportFile(data, run)),
  /** The path of a workbook in a folder, which whoever asked takes away. */
  workbook: ask(Type.Object({ run: text, folder: text }), async ({ run, folder }, { data }) => {
    // Two may ask for the same at a time.
    const own = await mkdtemp(join(folder, 'workbook-'));
    try {
      const [made = ''] = await exportRun(data, run, own, 'xlsx');
      const file = join(folder, `${randomUUID()}.xlsx`);
      await rename(made, file);
      return file;
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  }),
};
