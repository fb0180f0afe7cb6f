/** Runs that are kept, as text: a list of them, one of them, and what a replay found. */
import type { Fault } from '../errors.ts';
import { faultText } from '../errors.ts';
import type { Replay } from '../store/keptRun.ts';
import type { RunSummary, RunView } from '../store/runBook.ts';
import { indented, type TableRow, textTable } from './table.ts';
import { count, counted, dollars } from './words.ts';

/** Characters of a hash that tell files apart. */
const SHORT_HASH = 12;

/** A line a run, oldest first. */
export function runsText({ runs, faults }: { readonly runs: readonly RunSummary[]; readonly faults: readonly Fault[] }): string {
  const rows = runs.map(
    ({ id, status, title, askedBy, created, locked, adjustments }): TableRow => [
      id,
      locked ? `${status}, locked` : status,
      title,
      minute(created),
      askedBy,
      adjustments === 0 ? '' : counted(adjustments, 'adjustment'),
    ],
  );
  const list =
    runs.length === 0
      ? 'No runs are kept here.'
      : textTable([['Run', 'Status', 'Of', 'Asked (UTC)', 'By', ''], 'rule', ...rows], Array(6).fill('left'));
  return [list, ...faults.map(faultText)].join('\n');
}

/** One run: what it was asked, read and gave. */
export function showText(view: RunView): string {
  const { manifest, index, state } = view;
  const parts = [
    `Run ${view.id}: ${view.title}\n${view.locked ? `${view.status}, locked` : view.status}, asked by ${view.askedBy}, ${minute(view.created)} UTC`,
    `Request\n${indented(JSON.stringify(view.request, null, 2))}`,
  ];
  if (manifest !== undefined) {
    const { inputs, versions } = manifest.determines;
    parts.push(
      `Inputs\n${indented(
        textTable(
          inputs.map(({ path, bytes, sha256 }) => [path, count(bytes), sha256.slice(0, SHORT_HASH)]),
          ['left', 'right', 'left'],
        ),
      )}`,
      `Made by Weir ${versions.weir}, memory layout ${versions.layout}, kernel ${versions.kernel.slice(0, SHORT_HASH)}`,
      statements('Relied on', manifest.assumptions),
      statements('Limits', manifest.limits),
    );
  }
  if (index !== undefined)
    parts.push(
      `Tables\n${indented(textTable(index.tables.map(({ name, rows, columns }) => [name, counted(rows, 'row'), counted(columns.length, 'column')])))}`,
    );
  if (state.adjustments.length > 0) {
    const rows = state.adjustments.map(
      ({ target, amount, by, why, at }): TableRow => [target, dollars(amount), by, minute(at), why],
    );
    parts.push(`Adjustments\n${indented(textTable(rows, ['left', 'right', 'left', 'left', 'left']))}`);
  }
  if (state.signOff !== undefined) {
    const { preparer, reviewer, note, at } = state.signOff;
    parts.push(`Locked ${minute(at)} UTC: prepared by ${preparer}, reviewed by ${reviewer}${note === '' ? '' : `; ${note}`}`);
  }
  if (state.faults.length > 0) parts.push(`Faults\n${state.faults.map((fault) => indented(faultText(fault))).join('\n')}`);
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Whether a replay gave the same bits, and where it did not. */
export function replayText(id: string, { same, cells, differing, differences, shapes, inputs }: Replay): string {
  const lines = [
    same
      ? `Run ${id} replayed: ${count(cells)} cells, every bit the same.`
      : `Run ${id} replayed: ${count(differing)} of ${count(cells)} cells differ.`,
    ...inputs.map(({ place, a, b }) => `  ${place}: was ${a ?? 'nothing'}, is ${b ?? 'nothing'}`),
    ...shapes.map((shape) => `  ${shape}`),
    ...differences.map(
      ({ table, row, column, a, b }) => `  ${table}, row ${row}, ${column}: was ${a ?? 'nothing'}, is ${b ?? 'nothing'}`,
    ),
  ];
  return lines.join('\n');
}

function statements(title: string, list: readonly { readonly about: string; readonly text: string }[]): string {
  if (list.length === 0) return '';
  return `${title}\n${indented(
    textTable(
      list.map(({ about, text }) => [about, text]),
      ['left', 'left'],
    ),
  )}`;
}

/** `2026-11-21 23:05` of an ISO time. */
function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
