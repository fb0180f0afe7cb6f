/** What was asked of the service and has not come yet, came, or was refused. Answers that do not change are remembered. */
import { useEffect, useRef, useState } from 'preact/hooks';

export type Asked<T> =
  | { readonly state: 'waiting' }
  | { readonly state: 'done'; readonly value: T }
  | { readonly state: 'failed'; readonly error: unknown; readonly again: () => void };

/**
 * Asks, and asks again when `name` changes; null asks nothing. While a new answer is on its way the old one is gone, so that no figure
 * stands under a wrong heading.
 */
export function useAsked<T>(name: string | null, ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [turn, setTurn] = useState(0);
  const [held, setHeld] = useState<{ readonly name: string; readonly asked: Asked<T> } | null>(null);
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (name === null) return;
    const ending = new AbortController();
    const put = (asked: Asked<T>) => {
      if (!ending.signal.aborted) setHeld({ name, asked });
    };
    latest.current(ending.signal).then(
      (value) => put({ state: 'done', value }),
      (error: unknown) => put({ state: 'failed', error, again: () => setTurn((number) => number + 1) }),
    );
    return () => ending.abort();
  }, [name, turn]);
  return held !== null && held.name === name ? held.asked : { state: 'waiting' };
}

/** Answers that a memory holds; the oldest goes first. */
const MOST = 60;

/** A memory of answers that stay the same for as long as the page is open: each is asked for once. A failure is not remembered. */
export function remembering<T>(): (name: string, ask: () => Promise<T>) => Promise<T> {
  const remembered = new Map<string, Promise<T>>();
  return (name, ask) => {
    const known = remembered.get(name);
    if (known !== undefined) return known;
    const answer = ask();
    remembered.set(name, answer);
    answer.catch(() => remembered.delete(name));
    const [oldest] = remembered.keys();
    if (remembered.size > MOST && oldest !== undefined) remembered.delete(oldest);
    return answer;
  };
}
