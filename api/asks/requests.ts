/** Requests for runs, held against the rules of their runs before these begin. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type from 'typebox';
import { type Fault, WeirError } from '../../host/index.ts';
import type { PostedField } from '../runs/kinds/postedFile.ts';
import { kindNamed } from '../runs/kinds.ts';
import { confinedHead } from '../snapshots/confine.ts';
import { ask } from './ask.ts';

const text = Type.String();

export const requestAsks = {
  /** `asked` is settled; `temporary` is a folder for files of a moment. */
  checkRequest: ask(
    Type.Object({ kind: text, asked: Type.Unknown(), temporary: text }),
    async ({ kind, asked, temporary }, { data }) => {
      await mkdir(temporary, { recursive: true });
      const folder = await mkdtemp(join(temporary, 'request-'));
      const fields = new Map<string, PostedField>();
      try {
        await kindNamed(kind).check?.(asked, {
          data,
          folderOf: (name) => confinedHead(data, name),
          // Nothing of a request that is refused is kept.
          async posted(field, content) {
            const file = join(folder, `${field}.yaml`);
            fields.set(file, field);
            await writeFile(file, content);
            return file;
          },
        });
      } catch (error) {
        if (!(error instanceof WeirError)) throw error;
        throw new WeirError(error.faults.map((fault) => inField(fault, fields)));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
      return null;
    },
  ),
};

/** A fault of a posted file is one of the field that it came in. */
function inField(fault: Fault, fields: ReadonlyMap<string, PostedField>): Fault {
  const { file, ...rest } = fault;
  const field = file === undefined ? undefined : fields.get(file);
  if (field === undefined) return fault;
  return { ...rest, place: [field, rest.place].filter((part) => part !== '').join(', ') };
}
