/** Deal files of a snapshot: the documents of a trust seldom change from one snapshot to the next, and are then read once. */
import { checkedDeal, MOST_DEAL_BYTES, valueFromText } from '../deal/read.ts';
import type { DealFile } from '../deal/schema.ts';
import type { SnapshotFiles } from './files.ts';

/** Deals that were read and have their shape, by their text. */
export type Deals = Map<string, DealFile>;

/** The deal of a file, which joins `deals`. Throws: FILE_UNREADABLE, FILE_TOO_LARGE, FILE_NOT_YAML, DEAL_SHAPE, DEAL_RANGE, DEAL_STEP. */
export function readDeal(path: string, files: SnapshotFiles, deals: Deals): DealFile {
  const text = files.text(path, MOST_DEAL_BYTES);
  const known = deals.get(text);
  if (known !== undefined) return known;
  const deal = checkedDeal(valueFromText(text, path), path);
  deals.set(text, deal);
  return deal;
}
