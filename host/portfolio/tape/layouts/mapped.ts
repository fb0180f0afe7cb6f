/** Which column of a file is which field, where the file has a header or the snapshot a map: faults of shape, all at once. */
import { suggested } from '../../../deal/nearest.ts';
import type { Fault } from '../../../errors.ts';
import { FIELD_NAMES, FIELDS, type FieldName, field, isFieldName } from '../fields.ts';

/** A column of the file and the field that it is. */
export interface MappedColumn {
  /** Place among the columns of the file. */
  readonly at: number;
  readonly column: string;
  readonly field: FieldName;
  /** The file writes percents without their sign. */
  readonly isPercent: boolean;
}

export interface Mapping {
  readonly columns: readonly MappedColumn[];
  readonly faults: readonly Fault[];
}

/** What the column map is held against. */
export interface MappingContext {
  readonly file: string;
  /** Fields that a default fills: a required one may then be without a column. */
  readonly filled: ReadonlySet<string>;
}

/** Columns whose names are those of the fields. */
export function canonicalColumns(header: readonly string[], context: MappingContext): Mapping {
  const faults: Fault[] = [...repeated(header, context.file)];
  for (const column of header) {
    if (!isFieldName(column))
      faults.push(
        shapeFault(
          context.file,
          'header',
          `the column '${column}'`,
          suggested(`one of ${FIELD_NAMES.join(', ')}`, column, FIELD_NAMES),
        ),
      );
  }
  const columns = header.flatMap((column, at) => (isFieldName(column) ? [{ at, column, field: column, isPercent: false }] : []));
  return { columns, faults: [...faults, ...missing(columns, context)] };
}

/**
 * Columns by a map from the file's names to fields; a field may be written `noteRate %` where the file's numbers are percents without
 * their sign. Columns that the map does not name are left.
 */
export function mappedColumns(header: readonly string[], map: ReadonlyMap<string, string>, context: MappingContext): Mapping {
  const faults: Fault[] = [...repeated(header, context.file)];
  const columns: MappedColumn[] = [];
  const taken = new Map<string, string>();
  for (const [column, meant] of map) {
    const place = `columns.${column}`;
    const name = meant.replace(/\s*%$/, '');
    const isPercent = name !== meant;
    const at = header.indexOf(column);
    const other = taken.get(name);
    if (at < 0)
      faults.push(shapeFault(context.file, place, 'no such column', suggested(`one of ${header.join(', ')}`, column, header)));
    if (!isFieldName(name)) {
      faults.push(
        shapeFault(context.file, place, `the field '${name}'`, suggested(`one of ${FIELD_NAMES.join(', ')}`, name, FIELD_NAMES)),
      );
      continue;
    }
    const { unit } = field(name);
    if (isPercent && unit !== 'rate' && unit !== 'share')
      faults.push(shapeFault(context.file, place, `'${meant}'`, `'${name}': it is neither a rate nor a share`));
    if (other !== undefined)
      faults.push(shapeFault(context.file, place, `'${name}', which is '${other}' already`, 'every field once'));
    taken.set(name, column);
    columns.push({ at, column, field: name, isPercent });
  }
  return { columns, faults: [...faults, ...missing(columns, context)] };
}

function repeated(header: readonly string[], file: string): Fault[] {
  return header
    .filter((column, at) => header.indexOf(column) !== at)
    .map((column) => shapeFault(file, 'header', `the column '${column}' a second time`, 'every column once'));
}

function missing(columns: readonly MappedColumn[], { file, filled }: MappingContext): Fault[] {
  return FIELDS.filter(
    ({ name, ...rest }) => 'isRequired' in rest && !filled.has(name) && !columns.some((column) => column.field === name),
  ).map(({ name }) => shapeFault(file, 'header', 'nothing', `a column that is ${name}`));
}

export function shapeFault(file: string, place: string, got: string, expected: string): Fault {
  return { code: 'TAPE_SHAPE', file, place, got, expected };
}
