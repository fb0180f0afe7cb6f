/** What stands in a place until its content is there, where it failed, and where there is none yet. */
import type { ComponentChildren } from 'preact';
import { type FaultJson, Problem } from '../client/api.ts';
import type { Asked } from '../client/asked.ts';

/** Shows what was asked once it is there. */
export function Shown<T>({
  asked,
  what,
  children,
}: {
  asked: Asked<T>;
  what: string;
  children: (value: T) => ComponentChildren;
}) {
  if (asked.state === 'done') return <>{children(asked.value)}</>;
  if (asked.state === 'waiting') return <Waiting what={what} />;
  return <Failure error={asked.error} what={what} again={asked.again} />;
}

/** Shown after a moment only: most answers come before anybody could read it. */
export function Waiting({ what }: { what: string }) {
  return (
    <p class="waiting" role="status">
      Fetching {what}…
    </p>
  );
}

export function Failure({ error, what, again }: { error: unknown; what?: string; again?: () => void }) {
  const text = error instanceof Error ? error.message : String(error);
  return (
    <div class="failure" role="alert">
      <p>
        <b>{what === undefined ? 'That did not work.' : `No ${what}.`}</b> {text}
      </p>
      {error instanceof Problem && error.faults.length > 1 && <Faults faults={error.faults} />}
      {again !== undefined && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Faults as sentences: where, what was found, what was expected. */
export function Faults({ faults }: { faults: readonly FaultJson[] }) {
  return (
    <ul class="faults">
      {faults.map(({ code, file, place, got, expected }, at) => (
        <li key={at}>
          <code>{code}</code> {[file, place].filter((part) => part !== undefined && part !== '').join(', ')}
          {(file ?? '') + place === '' ? '' : ': '}got {got}; expected {expected}
        </li>
      ))}
    </ul>
  );
}

/** A page for which no run has been made yet: says how to make one. */
export function NotYet({ title, children, level = 1 }: { title: string; children: ComponentChildren; level?: 1 | 2 }) {
  const Title = `h${level}` as const;
  return (
    <div class="notyet">
      <Title>{title}</Title>
      {children}
    </div>
  );
}
