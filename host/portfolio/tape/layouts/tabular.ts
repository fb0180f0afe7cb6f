/** Tapes with one row a loan and named columns: Weir's own, a servicer's delimited file, Parquet. */
import { extname } from 'node:path';
import type { Fault } from '../../../errors.ts';
import { cleaned, finite, readAs, type Source } from '../cells.ts';
import { type Cell, type Duck, identifier, literal, pathLiteral } from '../duck.ts';
import { type FieldKind, field } from '../fields.ts';
import { reading } from '../plan.ts';
import { cellsOf, csvRelation, delimiterOf, firstLine } from './csv.ts';
import { type LayoutRequest, type Planned, refused } from './layout.ts';
import { canonicalColumns, type MappedColumn, type Mapping, mappedColumns, shapeFault } from './mapped.ts';

/** CSV or Parquet, by the name's ending, with columns called as the fields are. */
export async function weirLayout(duck: Duck, request: LayoutRequest): Promise<Planned> {
  const [file = ''] = request.files;
  const given = [...request.columns.keys()];
  const unused =
    given.length === 0
      ? []
      : [shapeFault(file, 'columns', given.join(', '), 'nothing: the layout weir has the names of the fields')];
  return extname(file).toLowerCase() === '.parquet'
    ? parquetPlan(duck, request, canonicalColumns, unused)
    : csvPlan(request, canonicalColumns, unused);
}

/** A delimited file with a header line, read by a column map. */
export async function delimitedLayout(_: Duck, request: LayoutRequest): Promise<Planned> {
  return csvPlan(request, (header, context) => mappedColumns(header, request.columns, context), []);
}

/** A Parquet file, read by a column map. */
export async function parquetLayout(duck: Duck, request: LayoutRequest): Promise<Planned> {
  return parquetPlan(duck, request, (header, context) => mappedColumns(header, request.columns, context), []);
}

type Mapper = (header: readonly string[], context: { file: string; filled: ReadonlySet<string> }) => Mapping;

function csvPlan(request: LayoutRequest, map: Mapper, before: readonly Fault[]): Planned {
  const [file = ''] = request.files;
  const header = firstLine(file);
  if (header === '') return refused([...before, shapeFault(file, 'header', 'nothing', 'a line with the names of the columns')]);
  const delimiter = request.delimiter ?? delimiterOf(header);
  const cells = cellsOf(header, delimiter);
  const { columns, faults } = map(cells, { file, filled: request.filled });
  if (before.length + faults.length > 0) return refused([...before, ...faults]);
  const names = cells.map((_, place) => `c${place}`);
  return {
    ok: true,
    plan: {
      files: [file],
      from: csvRelation(file, { columns: names, delimiter, skip: 1, isQuoted: true, keepsRejected: true }),
      linesBefore: 1,
      keepsRejected: true,
      isCellByCell: true,
      sources: columns.map(({ at, column, field: name, isPercent }) => ({
        field: name,
        column,
        text: cleaned(`c${at}`, request.missing),
        value: readAs(name, isPercent),
      })),
    },
  };
}

async function parquetPlan(duck: Duck, request: LayoutRequest, map: Mapper, before: readonly Fault[]): Promise<Planned> {
  const [file = ''] = request.files;
  const from = `read_parquet(${pathLiteral(file)})`;
  const [names = [], types = []] = await reading({ files: [file] }, () => duck.columns(`DESCRIBE SELECT * FROM ${from}`));
  const header = names.map(String);
  const { columns, faults } = map(header, { file, filled: request.filled });
  const ofType = columns.flatMap((column) => typeFault(file, column, types[column.at] ?? null));
  const all = [...before, ...faults, ...ofType];
  if (all.length > 0) return refused(all);
  const sources = columns.map((column) => parquetSource(column, String(types[column.at]), request.missing));
  return { ok: true, plan: { files: [file], from, isCellByCell: true, sources } };
}

const NUMBERS = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL\(.*\))$/;

/** A column of Parquet has a type: one that its field cannot be made of is a fault of the whole file. */
function typeFault(file: string, { column, field: name, at }: MappedColumn, type: Cell): Fault[] {
  const { kind } = field(name);
  const text = String(type);
  const fits =
    text === 'VARCHAR' ||
    (kind === 'text' && NUMBERS.test(text)) ||
    (kind === 'number' && NUMBERS.test(text)) ||
    (kind === 'flag' && (NUMBERS.test(text) || text === 'BOOLEAN')) ||
    (kind === 'date' && (text === 'DATE' || text.startsWith('TIMESTAMP')));
  return fits
    ? []
    : [shapeFault(file, `column ${at + 1}, ${column}`, `type ${text}`, `a type that ${name} can be made of: a ${kind} or text`)];
}

/** Typed columns are taken as they are; texts are read as in any other file. */
function parquetSource({ column, field: name, isPercent }: MappedColumn, type: string, missing: readonly string[]): Source {
  const cell = identifier(column);
  const { kind } = field(name);
  if (type === 'VARCHAR' || kind === 'text')
    return {
      field: name,
      column,
      text: cleaned(type === 'VARCHAR' ? cell : `CAST(${cell} AS VARCHAR)`, missing),
      value: readAs(name, isPercent),
    };
  const given = present(cell, type, missing);
  return {
    field: name,
    column,
    text: `CAST(${given} AS VARCHAR)`,
    cell: given,
    value: (of) => typedValue(of, type, kind, isPercent),
  };
}

function typedValue(cell: string, type: string, kind: FieldKind, isPercent: boolean): string {
  if (kind === 'date') return type === 'DATE' ? cell : `CAST(${cell} AS DATE)`;
  const value = finite(type === 'DOUBLE' ? cell : `CAST(${cell} AS DOUBLE)`);
  return isPercent ? `(${value} / 100)` : value;
}

const WHOLE_NUMBERS = /^(TINY|SMALL|BIG)?INT(EGER)?$/;
/** A code for missing that is the text of a whole number, and of that one alone. */
const WHOLE_CODE = /^(-?[1-9]\d{0,14})(\.0)?$/;

/**
 * SQL of a typed cell, NULL where its text is a code for missing. Where every code is a whole number, numbers are compared instead of
 * their texts: to write a number costs more than all the rest of reading it.
 */
function present(cell: string, type: string, missing: readonly string[]): string {
  if (missing.length === 0) return cell;
  const parts = missing.map((code) => WHOLE_CODE.exec(code.trim()));
  const isWhole = WHOLE_NUMBERS.test(type);
  if (parts.includes(null) || !(isWhole || ['DOUBLE', 'DATE', 'BOOLEAN'].includes(type)))
    return `(CASE WHEN CAST(${cell} AS VARCHAR) NOT IN (${codes(missing)}) THEN ${cell} END)`;
  // A whole number is written without a fraction, a double with one; dates and flags are no numbers.
  const numbers = parts.flatMap((part) => (type === 'DOUBLE' || (isWhole && part?.[2] === undefined) ? [`${part?.[1]}`] : []));
  return numbers.length === 0 ? cell : `(CASE WHEN ${cell} NOT IN (${numbers.join(', ')}) THEN ${cell} END)`;
}

/** A code that is a whole number may stand in a column of doubles. */
function codes(missing: readonly string[]): string {
  const all = missing.flatMap((code) => (/^-?\d+$/.test(code.trim()) ? [code.trim(), `${code.trim()}.0`] : [code.trim()]));
  return all.map(literal).join(', ');
}
