/** Where in the page a reader is: the part of the address after `#`, so that any server can serve the page as plain files. */
import { useEffect, useState } from 'preact/hooks';

export const VIEWS = [
  'overview',
  'trusts',
  'scenarios',
  'stochastic',
  'attribution',
  'review',
  'runs',
  'compare',
  'benchmark',
] as const;
export type View = (typeof VIEWS)[number];

export interface Route {
  readonly view: View;
  /** What follows the view: names of a run, of a trust. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

export type Query = Readonly<Record<string, string | number | undefined>>;

/** Reads an address such as `#/trusts/<run>/<trust>?month=38`; what it does not know is the overview. */
export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [first = '', ...parts] = path.split('/').filter((part) => part !== '');
  const view = VIEWS.find((each) => each === first) ?? 'overview';
  return { view, parts: parts.map(decoded), query: new URLSearchParams(query) };
}

/** The address of a view. */
export function href(view: View, parts: readonly (string | undefined)[] = [], query: Query = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const search = new URLSearchParams(given).toString();
  const path = [view, ...parts.filter((part) => part !== undefined).map(encodeURIComponent)].join('/');
  return `#/${path}${search === '' ? '' : `?${search}`}`;
}

/** Goes to an address; `isSmall` steps within a view leave no trace in the history. */
export function go(address: string, { isSmall = false }: { readonly isSmall?: boolean } = {}): void {
  if (!isSmall) {
    location.hash = address;
    return;
  }
  history.replaceState(null, '', address);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** The address as it is now, and again whenever it changes. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const listen = () => setHash(location.hash);
    addEventListener('hashchange', listen);
    return () => removeEventListener('hashchange', listen);
  }, []);
  return routeOf(hash);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
