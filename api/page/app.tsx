/** The frame of the page: the bar, the view that the address names, and the question for a key where the service wants one. */
import { Component, type ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { keepKey, whenKeyIsWanted } from './client/api.ts';
import { Failure } from './parts/state.tsx';
import { href, type Route, useRoute, type View } from './route.ts';
import { chooseTheme, chosenTheme, THEMES } from './theme.ts';
import { Attribution } from './views/attribution.tsx';
import { Benchmark } from './views/benchmark.tsx';
import { Compare } from './views/compare.tsx';
import { Overview } from './views/overview.tsx';
import { Review } from './views/review.tsx';
import { Runs } from './views/runs.tsx';
import { Scenarios } from './views/scenarios.tsx';
import { Stochastic } from './views/stochastic.tsx';
import { Trusts } from './views/trusts.tsx';

/** Views in the bar. Comparing begins from the runs. */
const NAVIGATION: readonly (readonly [View, string])[] = [
  ['overview', 'Overview'],
  ['trusts', 'Trusts'],
  ['scenarios', 'Scenarios'],
  ['stochastic', 'Stochastic'],
  ['attribution', 'Attribution'],
  ['review', 'Curve review'],
  ['runs', 'Runs'],
  ['benchmark', 'Benchmark'],
];

const VIEWS: Readonly<Record<View, (props: { route: Route }) => ComponentChildren>> = {
  overview: Overview,
  trusts: Trusts,
  scenarios: Scenarios,
  stochastic: Stochastic,
  attribution: Attribution,
  review: Review,
  runs: Runs,
  compare: Compare,
  benchmark: Benchmark,
};

export function App() {
  const route = useRoute();
  const place = useRef<HTMLElement>(null);
  const bar = useRef<HTMLElement>(null);
  const [turn, setTurn] = useState(0);
  const [wantsKey, setWantsKey] = useState(false);
  const here = [route.view, ...route.parts].join('/');
  const isFirst = useRef(true);
  useEffect(() => whenKeyIsWanted(() => setWantsKey(true)), []);
  useEffect(() => {
    const name = NAVIGATION.find(([view]) => view === route.view)?.[1] ?? 'Compare';
    document.title = [...route.parts.slice(-1), name, 'Weir'].join(' · ');
    // The first view takes no focus from whoever has just opened the page.
    if (!isFirst.current) place.current?.focus({ preventScroll: true });
    if (!isFirst.current) scrollTo(0, 0);
    isFirst.current = false;
    // Where the bar scrolls, the view that is open is in sight.
    const link = bar.current?.querySelector<HTMLElement>('[aria-current]');
    // `scrollIntoView` would have the keys begin there.
    if (bar.current !== null && link) bar.current.scrollLeft = link.offsetLeft - (bar.current.clientWidth - link.offsetWidth) / 2;
  }, [here]);
  const Shown = VIEWS[route.view];
  return (
    <>
      <a class="skip" href={location.hash} onClick={(event) => skip(event, place.current)}>
        To the content
      </a>
      <header class="bar">
        <div class="inner">
          <a class="brand" href={href('overview')}>
            <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
              <path d="M4 10h10c4 0 4 12 8 12h6" fill="none" stroke="#9fe0e6" stroke-width="3" stroke-linecap="round" />
              <path d="M4 16h7c3 0 4 10 9 10h8" fill="none" stroke="#4fb3bf" stroke-width="2.5" stroke-linecap="round" />
            </svg>
            Weir
          </a>
          <nav ref={bar} aria-label="Views">
            <ul>
              {NAVIGATION.map(([view, name]) => (
                <li key={view}>
                  <a href={href(view)} aria-current={view === route.view ? 'page' : undefined}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <ThemeButton />
        </div>
      </header>
      <main ref={place} tabIndex={-1}>
        <Guard key={`${here} ${turn}`}>
          <Shown route={route} />
        </Guard>
      </main>
      {wantsKey && (
        <KeyQuestion
          isAgain={turn > 0}
          onLeave={() => setWantsKey(false)}
          onKey={(key) => {
            keepKey(key);
            setWantsKey(false);
            setTurn(turn + 1);
          }}
        />
      )}
    </>
  );
}

function skip(event: Event, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}

function ThemeButton() {
  const [theme, setTheme] = useState(chosenTheme());
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
  return (
    <button
      type="button"
      aria-label={`Colours: ${theme}. Change to ${next}`}
      onClick={() => {
        chooseTheme(next);
        setTheme(next);
      }}
    >
      {theme === 'auto' ? 'Auto' : theme === 'light' ? 'Light' : 'Dark'}
    </button>
  );
}

/** A fault of one view leaves the bar, and the others, as they are. */
class Guard extends Component<{ children: ComponentChildren }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };
  static override getDerivedStateFromError(error: unknown) {
    return { error };
  }
  override render() {
    return this.state.error === undefined ? this.props.children : <Failure error={this.state.error} />;
  }
}

function KeyQuestion({ onKey, onLeave, isAgain }: { onKey: (key: string) => void; onLeave: () => void; isAgain: boolean }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [key, setKey] = useState('');
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onLeave} aria-labelledby="keytitle">
      <form
        class="form"
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          onKey(key.trim());
        }}
      >
        <h2 id="keytitle">A key, please</h2>
        {isAgain && (
          <p role="alert" class="downward">
            The key before opens nothing here.
          </p>
        )}
        <p>
          This service answers those who have a key. <code>npx weir keys create --role viewer</code> makes one. It is kept until
          this tab is closed.
        </p>
        <span class="line">
          <label for="key">Key</label>
          <input
            id="key"
            type="password"
            autocomplete="off"
            required
            value={key}
            onInput={({ currentTarget }) => setKey(currentTarget.value)}
          />
        </span>
        <button type="submit" class="main">
          Use it
        </button>
      </form>
    </dialog>
  );
}
