/** What the run was made from: inputs, versions, what its figures rely on, who asked and when. */
import type { Manifest, Statement } from '../../store/manifest.ts';
import { counts } from './figures.ts';
import { table } from './table.ts';
import { type Html, html, type Part } from './template.ts';

/** The last part of the report. */
export function manifestPart(id: string, { determines, assumptions, limits, facts }: Manifest): Html {
  const { request, inputs, versions, seed, options } = determines;
  const lines: (readonly Part[])[] = [
    ['Run', html`<code>${id}</code>`],
    ['Asked by', facts.askedBy],
    ['Started', instant(facts.started)],
    ['Finished', facts.finished === null ? 'not told' : instant(facts.finished)],
    ['Weir', versions.weir],
    ['Kernel', html`<code>${versions.kernel}</code> (sha-256)`],
    ['Layout of the kernel', String(versions.layout)],
    ['Request', html`<code>${request}</code> (sha-256)`],
    ['Seed', seed === null ? 'none: nothing is drawn at random' : String(seed)],
    ...Object.entries(options).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none'),
    ]),
    ['Node', facts.node],
    ['Machine', `${facts.host}, ${facts.platform}`],
  ];
  return html`<section id="manifest" class="trust"><h2>Manifest</h2>
<p class="note">The same request, inputs, versions, seed and options give the same figures to the bit: <code>npx weir replay ${id}</code></p>
${table({ about: 'The run', kind: 'facts words', heads: [{ label: '' }, { label: '', side: 'left' }], lines })}
<h3>Limits</h3>${statements('Limits', limits)}
<h3>What the figures rely on</h3>${statements('What the figures rely on', assumptions)}
<h3>Inputs</h3>${table({
    about: 'Inputs',
    kind: 'words',
    isSortable: true,
    heads: [{ label: 'File' }, { label: 'Bytes' }, { label: 'sha-256', side: 'left' }],
    lines: inputs.map(({ path, bytes, sha256 }) => [html`<code>${path}</code>`, counts(bytes), html`<code>${sha256}</code>`]),
  })}</section>`;
}

function statements(about: string, of: readonly Statement[]): Html {
  if (of.length === 0) return html`<p class="note">None are stated.</p>`;
  const hasSource = of.some(({ source }) => source !== undefined);
  return table({
    about,
    kind: 'words',
    isSortable: true,
    heads: [
      { label: 'About' },
      { label: 'What holds', side: 'left' },
      ...(hasSource ? [{ label: 'Source', side: 'left' as const }] : []),
    ],
    lines: of.map(({ about: of, text, source }) => [of, text, ...(hasSource ? [source ?? ''] : [])]),
  });
}

/** `2011-04-14 09:30:12 UTC` of an ISO instant in UTC. */
function instant(iso: string): string {
  return iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');
}
