/** What a reader must know of a valuation besides its figures: what could not be valued, rules that data break, warnings. */
import type { Book } from '../data/book.ts';
import { whole } from '../parts/format.ts';
import { DataTable, type TableColumn } from '../parts/table.tsx';

type Check = Book['checks'][number];

export function Failures({ failures }: Pick<Book, 'failures'>) {
  if (failures.length === 0) return null;
  return (
    <div class="card long">
      <DataTable
        title="Trusts that could not be valued"
        level={2}
        rows={failures}
        columns={[
          { head: 'Trust', value: ({ trust }) => trust },
          { head: 'Code', side: 'left', value: ({ code }) => code },
          { head: 'Place', side: 'left', value: ({ place }) => place, isWords: true },
          { head: 'Found', side: 'left', value: ({ got }) => got, isWords: true },
          { head: 'Expected', side: 'left', value: ({ expected }) => expected, isWords: true },
        ]}
      />
    </div>
  );
}

/** Rules that rows of tapes break; `isOfOne` where all are of one trust. */
export function Checks({ checks, isOfOne = false }: Pick<Book, 'checks'> & { isOfOne?: boolean }) {
  const broken = checks.filter(({ count }) => count > 0);
  if (broken.length === 0) return null;
  const columns: TableColumn<Check>[] = [
    { head: 'What it says', side: 'left', value: ({ about }) => about, isWords: true },
    { head: 'Severity', side: 'left', isSpare: true, value: ({ severity }) => severity },
    { head: 'Rows', value: ({ count }) => count, text: whole },
    { head: 'The first of them', side: 'left', isSpare: true, value: ({ examples }) => examples, isWords: true },
  ];
  const rule: TableColumn<Check> = { head: 'Rule', side: 'left', isSpare: !isOfOne, value: ({ rule: name }) => name };
  const trust: TableColumn<Check> = { head: 'Trust', value: ({ trust: name }) => name };
  return (
    <div class="card long">
      <DataTable title="Data checks" level={2} rows={broken} columns={isOfOne ? [rule, ...columns] : [trust, rule, ...columns]} />
    </div>
  );
}

/** Every warning once, with the trusts that it is of. */
export function Warnings({ warnings }: { warnings: readonly { readonly trust: string; readonly warning: string }[] }) {
  if (warnings.length === 0) return null;
  return (
    <div class="card long">
      <DataTable
        title="Warnings"
        level={2}
        rows={[...Map.groupBy(warnings, ({ warning }) => warning)]}
        columns={[
          { head: 'Warning', value: ([warning]) => warning, isWords: true },
          { head: 'Trusts', side: 'left', value: ([, of]) => of.map(({ trust }) => trust).join(', '), isWords: true },
        ]}
      />
    </div>
  );
}
