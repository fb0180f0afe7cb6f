/** Small parts that many views have. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { RunStatus } from '../client/api.ts';

const STATUS_WORDS: Readonly<Record<RunStatus, string>> = {
  queued: 'in line',
  running: 'at work',
  interrupted: 'interrupted',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** The state of a run: a word and a mark, never a colour alone. */
export function Status({ status }: { status: RunStatus }) {
  return <span class={`status ${status}`}>{STATUS_WORDS[status]}</span>;
}

/** A heading of a view with what stands beside it. */
export function Heading({
  title,
  sub,
  children,
}: {
  title: ComponentChildren;
  sub?: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <div class="heading">
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        {sub !== undefined && <p class="sub">{sub}</p>}
      </div>
      {children !== undefined && <div class="tools">{children}</div>}
    </div>
  );
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly text: string;
}

/** One of a few or of many. */
export function Select<T extends string>(props: {
  label: string;
  value: T;
  choices: readonly Choice<T>[];
  onChoose: (value: T) => void;
  isLabelHidden?: boolean;
}) {
  const id = useId();
  return (
    <span class="field">
      <label for={id} class={props.isLabelHidden ? 'hidden' : ''}>
        {props.label}
      </label>
      <select
        id={id}
        value={props.value}
        onChange={({ currentTarget }) => {
          const chosen = props.choices.find(({ value }) => value === currentTarget.value);
          if (chosen !== undefined) props.onChoose(chosen.value);
        }}
      >
        {props.choices.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </span>
  );
}

/** One of two or three, all of them in sight. */
export function Segments<T extends string>(props: {
  label: string;
  value: T;
  choices: readonly Choice<T>[];
  onChoose: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset class="segments">
      <legend class="hidden">{props.label}</legend>
      {props.choices.map(({ value, text }) => (
        <label key={value} class={value === props.value ? 'on' : ''}>
          <input type="radio" name={name} value={value} checked={value === props.value} onChange={() => props.onChoose(value)} />
          {text}
        </label>
      ))}
    </fieldset>
  );
}

/** A figure that a reader looks for first. */
export function KeyFigure({ label, value, change }: { label: string; value: string; change?: ComponentChildren }) {
  return (
    <div class="key">
      <dt>{label}</dt>
      <dd>
        <b>{value}</b>
        {change !== undefined && <small>{change}</small>}
      </dd>
    </div>
  );
}
