/** Files that came in a request and that a run names: kept under the hash of their text, so that the run can be done again. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFolder } from '../../../host/index.ts';

/** Fields whose texts become files, and the folders of the data folder that these are in. */
const FOLDERS = { scenarios: 'scenarios', modelText: 'models', behaviour: 'behaviours' } as const;
export type PostedField = keyof typeof FOLDERS;

/** Keeps the text of a field in the data folder, and gives the path of its file. */
export async function postedFile(data: DataFolder, field: PostedField, text: string): Promise<string> {
  const path = join(data.root, FOLDERS[field]);
  await mkdir(path, { recursive: true });
  const file = join(path, `${createHash('sha256').update(text).digest('hex')}.yaml`);
  // The same text again is the same file; what another run may be reading is not touched.
  await writeFile(file, text, { flag: 'wx' }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
  return file;
}
