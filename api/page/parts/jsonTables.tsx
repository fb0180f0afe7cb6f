/** JSON that no view of its own shows: figures as facts, lists of records as tables, the rest as text. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Fields } from '../client/read.ts';
import { sentence } from './format.ts';
import { DataTable, type Value } from './table.tsx';

/** Records within records are told up to here. */
const DEEPEST = 4;

export function JsonTables({ value, title, depth = 0 }: { value: unknown; title: string; depth?: number }) {
  if (Array.isArray(value)) return <JsonList items={value} title={title} />;
  if (typeof value !== 'object' || value === null) return <p>{plain(value)}</p>;
  const entries = Object.entries(value);
  const facts = entries.filter(([, inner]) => typeof inner !== 'object' || inner === null);
  const parts = entries.filter(([, inner]) => typeof inner === 'object' && inner !== null && !isEmpty(inner));
  return (
    <div class="stack">
      {depth > 0 && parts.length + facts.length > 0 && <h3>{title}</h3>}
      {facts.length > 0 && (
        <dl class="facts">
          {facts.map(([name, inner]) => (
            <>
              <dt key={name}>{sentence(name)}</dt>
              <dd>{plain(inner)}</dd>
            </>
          ))}
        </dl>
      )}
      {depth < DEEPEST &&
        parts.map(([name, inner]) => <JsonTables key={name} value={inner} title={sentence(name)} depth={depth + 1} />)}
    </div>
  );
}

function JsonList({ items, title }: { items: readonly unknown[]; title: string }) {
  const records = items.filter(isRecord);
  if (records.length < items.length)
    return (
      <div>
        <h3>{title}</h3>
        <ul>
          {items.map((item, at) => (
            <li key={at}>{plain(item)}</li>
          ))}
        </ul>
      </div>
    );
  const flat = records.map((record) => flattened(record));
  const names = [...new Set(flat.flatMap((record) => Object.keys(record)))];
  const inner = records.flatMap((record) =>
    listsIn(record).map(({ name, items: of }) => ({ title: `${labelOf(record)}: ${name}`, of })),
  );
  return (
    <>
      <DataTable
        title={title}
        rows={flat}
        columns={names.map((name) => ({
          head: sentence(name.replaceAll('.', ', ')),
          ...(flat.some((record) => typeof record[name] === 'string') && { side: 'left' as const }),
          value: (record: Readonly<Record<string, Value>>) => record[name] ?? null,
          text: plain,
        }))}
      />
      {inner.map(({ title: of, of: rows }) => (
        <Opened key={of} title={of}>
          {() => <JsonList items={rows} title={of} />}
        </Opened>
      ))}
    </>
  );
}

/** A part that is made when it is wanted: there may be many. */
function Opened({ title, children }: { title: string; children: () => ComponentChildren }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="behind" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen && children()}
    </details>
  );
}

function isRecord(item: unknown): item is Fields {
  return typeof item === 'object' && item !== null && !Array.isArray(item);
}

/** What names a record: its first text. */
function labelOf(record: Fields): string {
  return Object.values(record).find((value) => typeof value === 'string') ?? '';
}

/** Lists of records within a record, and within the records in it. */
function listsIn(record: Fields, prefix = ''): { name: string; items: readonly unknown[] }[] {
  return Object.entries(record).flatMap(([name, value]) => {
    const key = `${prefix}${sentence(name).toLowerCase()}`;
    if (Array.isArray(value)) return value.some(isRecord) ? [{ name: key, items: value }] : [];
    return isRecord(value) ? listsIn(value, `${key}, `) : [];
  });
}

/** Records in a record become columns of their own; lists of texts and figures become texts, those of records are told apart. */
function flattened(record: Fields, prefix = ''): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]): (readonly [string, Value])[] => {
      const key = `${prefix}${name}`;
      if (typeof value === 'number' || typeof value === 'string') return [[key, value]];
      if (value === null || value === undefined) return [[key, null]];
      if (typeof value === 'object' && !Array.isArray(value)) return Object.entries(flattened({ ...value }, `${key}.`));
      if (!Array.isArray(value)) return [[key, String(value)]];
      return value.some(isRecord) ? [] : [[key, value.map(plain).join(', ')]];
    }),
  );
}

function plain(value: unknown): string {
  if (typeof value === 'number') return value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) >= 100 ? 2 : 6 });
  if (value === null || value === undefined) return 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
