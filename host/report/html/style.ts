/** The look of the report: light and dark, wide and narrow, on paper. No fonts and no pictures from elsewhere. */
import { RAMP } from './trustPictures.ts';

/** Colours between which the ramp of the classes lies, from the most senior on: safe to hold, then warmer. */
const LIGHT = ['#22437a', '#2f78b0', '#46a3b0', '#86c29a', '#e0cb70', '#e59a4d', '#c4553c'];
const DARK = ['#4a73b8', '#4e9bd0', '#57bcc2', '#95cba0', '#dcc877', '#e0a05c', '#d8705a'];

/** Shades of a heat map to either side; the darkest lets so much of its colour through that text reads well on it. */
export const SHADES = 5;
const MOST_SHADE = 0.5;

/** The style sheet. */
export function styleText(): string {
  return `
:root { color-scheme: light dark; --bg: #fff; --ink: #1b2129; --muted: #5a6572; --line: #d5dbe2; --soft: #f4f6f8; --link: #1a5a9e; --look: #9a4a00; --lookbg: #fff5e6; --bad: #a8261c; --well: #2c7a4b; --loss: #b8483a; --c1: #2f78b0; --c2: #6db58f; --c3: #d99a3f; --target: #c4553c; --on: #8a5a9e; --f1: #dbe8f3; --f2: #aecbe4; --f3: #7dabd3; ${ramp(LIGHT)} }
@media screen and (prefers-color-scheme: dark) {
  :root { --bg: #14181d; --ink: #e4e8ed; --muted: #9ba6b3; --line: #303944; --soft: #1c2229; --link: #86b8ee; --look: #f0b468; --lookbg: #2b2316; --bad: #f08a7e; --well: #7cc79a; --loss: #d8705a; --c1: #5aa5dc; --c2: #7cc7a0; --c3: #e0ac5c; --target: #ee8a70; --on: #b58ac8; --f1: #1e3040; --f2: #2a4a66; --f3: #38698f; ${ramp(DARK)} }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 3.2rem; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; }
main, header { max-width: 1320px; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.75rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.3rem; line-height: 1.25; margin: 0 0 .6rem; padding-bottom: .3rem; border-bottom: 2px solid var(--ink); overflow-wrap: anywhere; }
h2 small { font-size: .88rem; font-weight: 400; color: var(--muted); margin-left: .4rem; }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .5rem; }
h4 { font-size: .95rem; margin: 1.1rem 0 .4rem; }
a { color: var(--link); text-underline-offset: .15em; }
code { font: .86em ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace; overflow-wrap: anywhere; }
section { margin: 2.4rem 0; }
.sub { margin: .2rem 0 0; color: var(--muted); overflow-wrap: anywhere; }
.note { margin: .3rem 0 .6rem; color: var(--muted); font-size: .88rem; max-width: 80ch; overflow-wrap: anywhere; }
.back { font-size: .88rem; }
.unit { color: var(--muted); font-weight: 400; font-size: .86em; }
nav { position: sticky; top: 0; z-index: 2; background: var(--bg); border-bottom: 1px solid var(--line); margin-top: 1rem; }
nav ul { display: flex; gap: .3rem 1.1rem; max-width: 1320px; margin: 0 auto; padding: .5rem 1rem; list-style: none; font-size: .9rem; overflow-x: auto; white-space: nowrap; }
.opening, .pair { display: grid; gap: 0 2.5rem; grid-template-columns: minmax(0, 1fr); }
.columns { columns: 2 28rem; column-gap: 2rem; }
.columns > div { break-inside: avoid; margin-bottom: 1.4rem; }
.pictures { display: grid; gap: 1.4rem 2rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); align-items: start; }
@media (min-width: 900px), print {
  .three { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .opening { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
  .pair { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
}
.scroll + .pictures, .note + .pictures { margin-top: 1.3rem; }
.pictures + .scroll, .pictures + h3, .pair + .scroll { margin-top: 1.6rem; }
.scroll + .findings { margin-top: .8rem; }
.findings { list-style: none; margin: 0 0 1rem; padding: 0; }
.findings li { padding: .3rem .6rem; border-left: 3px solid var(--well); margin-bottom: .35rem; overflow-wrap: anywhere; }
.findings .look { border-color: var(--look); background: var(--lookbg); }
.bad h2 { color: var(--bad); border-color: var(--bad); }
.scroll { overflow-x: auto; max-width: 100%; }
.scroll:focus-visible { outline: 2px solid var(--link); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums lining-nums; font-size: .88rem; }
.sheet, .facts, .words, .wide, .strata { min-width: 100%; }
th, td { text-align: right; padding: .28rem .65rem; vertical-align: top; white-space: nowrap; }
th:first-child, .l { text-align: left; }
thead th { vertical-align: bottom; border-bottom: 1px solid var(--ink); font-weight: 600; white-space: normal; line-height: 1.25; }
thead .unit { display: block; white-space: nowrap; }
tbody th, tfoot th { font-weight: 400; }
tbody tr { border-bottom: 1px solid var(--line); }
tbody tr:hover { background: var(--soft); }
.wide { font-size: .79rem; }
.wide th, .wide td, .strata th, .strata td { padding-left: .32rem; padding-right: .32rem; }
tr > th:first-child { padding-left: .1rem; }
tr > :last-child { padding-right: .2rem; }
tr.total th, tr.total td { font-weight: 600; }
tbody tr.total, tfoot tr.total { border-top: 1px solid var(--ink); border-bottom: 0; }
tr.part > th:first-child { padding-left: 1.4rem; }
tr.deeper > th:first-child { padding-left: 2.8rem; }
tr.part, tr.deeper { color: var(--muted); }
tr.blank, .sheet tbody tr { border-bottom: 0; }
tr.blank:hover { background: none; }
tr.blank th { height: .8rem; padding: 0; }
tr.flagged { background: var(--lookbg); }
tr.flagged td:last-child { color: var(--look); font-weight: 600; }
.sheet { font-size: .95rem; }
.sheet th { white-space: normal; }
.facts thead { display: none; }
.facts td, .words td.l, .words th { white-space: normal; }
.words td.l { min-width: 8rem; }
.words th { min-width: 6rem; }
.facts th { color: var(--muted); white-space: normal; }
thead button { all: unset; cursor: pointer; display: block; width: 100%; }
thead button:focus-visible { outline: 2px solid var(--link); }
th[aria-sort=ascending] button::after { content: ' ↑'; }
th[aria-sort=descending] button::after { content: ' ↓'; }
details { margin-top: 1.1rem; }
details summary { cursor: pointer; }
details summary h4 { display: inline; }
figure { margin: 0; min-width: 0; }
figcaption { font-size: .92rem; margin-bottom: .3rem; }
svg { display: block; width: 100%; height: auto; max-width: 640px; }
svg text { font-size: 11px; fill: var(--muted); }
.start { text-anchor: start; } .mid { text-anchor: middle; } .end { text-anchor: end; }
path.grid { stroke: var(--line); stroke-width: 1; }
.zero, .tick { stroke: var(--muted); stroke-width: 1; }
.area { stroke: var(--bg); stroke-width: .6; }
.line { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
.base { stroke: var(--ink); stroke-width: 1.2; stroke-dasharray: 3 3; fill: none; }
.dots { fill: none; stroke-width: 6; stroke-linecap: round; }
svg text.ink { fill: var(--ink); }
svg text.halo { paint-order: stroke; stroke: var(--bg); stroke-width: 4px; stroke-linejoin: round; }
.rail { fill: var(--soft); stroke: var(--line); stroke-width: .6; }
.legend { display: flex; flex-wrap: wrap; gap: .15rem .9rem; list-style: none; margin: .3rem 0 0; padding: 0; font-size: .82rem; color: var(--muted); }
.legend i { display: inline-block; width: .8em; height: .8em; margin-right: .35em; border-radius: 2px; vertical-align: -.05em; }
.legend i.stroke { height: 0; border-radius: 0; border-top: 2px solid; vertical-align: .25em; width: 1.2em; }
.legend i.dot { border-radius: 50%; width: .6em; height: .6em; vertical-align: .02em; }
.legend i.target { border-top-style: dashed; }
${['c1', 'c2', 'c3', 'loss', 'well', 'on', 'f1', 'f2', 'f3'].map((name) => paint(name)).join('\n')}
.line.ink, .dots.ink { stroke: var(--ink); } .legend i.ink { border-color: var(--ink); background: var(--ink); } .bars.ink { fill: var(--ink); }
.line.rail, .bars.rail { fill: var(--line); } .legend i.rail { background: var(--line); }
.line.target { stroke: var(--target); stroke-dasharray: 5 3; } .legend i.target { border-color: var(--target); }
${Array.from({ length: RAMP }, (_, k) => paint(`r${k}`)).join('\n')}
${heats()}
@media (min-width: 900px) { .three svg text { font-size: 13.5px; } }
td.minus { color: var(--bad); }
td.flag { background: var(--lookbg); color: var(--look); font-weight: 600; }
.heat td { min-width: 4.2rem; }
.said { max-width: 80ch; }
.bars-wide svg { max-width: 760px; }
@media screen {
  .scroll th:first-child { position: sticky; left: 0; background: var(--bg); }
  .scroll tr.flagged th:first-child { background: var(--lookbg); }
  .scroll tr:not(.blank):hover th:first-child { background: var(--soft); }
}
@media screen and (max-width: 600px) {
  main, header { padding-left: .9rem; padding-right: .9rem; }
  nav ul { padding-left: .9rem; padding-right: .9rem; }
  svg text { font-size: 13.5px; }
  .sheet { font-size: .82rem; }
  .scroll tr > th:first-child { white-space: normal; min-width: 6.2rem; max-width: 9.5rem; }
  .scroll tr > th:first-child a { white-space: nowrap; }
  .sheet th, .sheet td { padding-left: .3rem; padding-right: .3rem; }
}
@page { size: landscape; margin: 12mm; }
@media print {
  html { font-size: 11px; }
  body { font-size: 1rem; }
  main, header, nav ul { max-width: none; padding-left: 0; padding-right: 0; }
  header { padding-top: 0; }
  nav { position: static; margin-top: .4rem; }
  nav ul { flex-wrap: wrap; }
  section { margin: 1.6rem 0; }
  section.trust { break-before: page; margin-top: 0; }
  .scroll { overflow: visible; }
  tfoot { display: table-row-group; }
  .note { max-width: none; }
  .columns { columns: 2; }
  .pictures { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  svg { max-width: 400px; }
  h2, h3, h4, summary, figcaption { break-after: avoid; }
  h2 + .note { break-after: avoid; }
  summary { list-style: none; }
  summary::-webkit-details-marker { display: none; }
  tr, figure, .strata, .sheet, .facts, .classes { break-inside: avoid; }
  .back { display: none; }
  a { color: inherit; text-decoration: none; }
  svg, i, tr, .findings li { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
}

function paint(name: string): string {
  return `.area.${name}, .bars.${name}, .band.${name} { fill: var(--${name}); } .line.${name}, .dots.${name} { stroke: var(--${name}); } .legend i.${name} { background: var(--${name}); border-color: var(--${name}); }`;
}

/** Cells of heat maps: what falls and what rises, in five shades; the text stays the page's. */
function heats(): string {
  return Array.from({ length: SHADES }, (_, k) => {
    const share = Math.round((100 * (k + 1) * MOST_SHADE) / SHADES);
    const cell = (kind: string, colour: string) =>
      `td.${kind}${k + 1} { background: color-mix(in srgb, var(--${colour}) ${share}%, transparent); }`;
    return `${cell('down', 'loss')} ${cell('up', 'well')}`;
  }).join('\n');
}

function ramp(between: readonly string[]): string {
  return Array.from({ length: RAMP }, (_, k) => `--r${k}: ${colourAt(between, k / (RAMP - 1))};`).join(' ');
}

/** A colour of the ramp, mixed of the two beside it. Shape: `#rrggbb`. */
function colourAt(between: readonly string[], share: number): string {
  const place = share * (between.length - 1);
  const [below, above] = [between[Math.floor(place)] ?? '', between[Math.ceil(place)] ?? ''];
  const part = place - Math.floor(place);
  const channel = (colour: string, at: number) => Number.parseInt(colour.slice(1 + 2 * at, 3 + 2 * at), 16);
  const mixed = [0, 1, 2].map((at) => Math.round(channel(below, at) * (1 - part) + channel(above, at) * part));
  return `#${mixed.map((each) => each.toString(16).padStart(2, '0')).join('')}`;
}
