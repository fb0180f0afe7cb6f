/** Templates: what a user writes can never become markup. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Html, html, trusted } from '../../../host/report/html/template.ts';
import { textOf } from './reading.ts';

describe('a template', () => {
  it('escapes texts between tags and in attributes', () => {
    const name = `<script>alert("1 & 2")</script>'\``;
    expect(String(html`<b title="${name}">${name}</b>`)).toBe(
      '<b title="&#60;script&#62;alert(&#34;1 &#38; 2&#34;)&#60;/script&#62;&#39;&#96;">&#60;script&#62;alert(&#34;1 &#38; 2&#34;)&#60;/script&#62;&#39;&#96;</b>',
    );
  });

  it('takes templates within templates and lists of them as they are, and texts within lists escaped', () => {
    expect(String(html`<ul>${['<', '&'].map((each) => html`<li>${each}</li>`)}${['a<b', ['c']]}</ul>`)).toBe(
      '<ul><li>&#60;</li><li>&#38;</li>a&#60;bc</ul>',
    );
  });

  it('writes nothing for null, undefined and false, and numbers as they are', () => {
    expect(String(html`${null}${undefined}${false}${0}${-1.5}`)).toBe('0-1.5');
  });

  it('takes a text for markup only where that is said', () => {
    expect(String(html`${trusted('<br>')}`)).toBe('<br>');
    expect(() => new Html(Symbol('html'), '<br>')).toThrow();
  });

  it('loses nothing of any text, and lets none of it through as a tag or an end of an attribute', () => {
    const anything = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(anything, (text) => {
        const made = String(html`<i title="${text}">${text}</i>`);
        const [, attribute = '', inner = ''] = made.match(/^<i title="([^"]*)">([^<]*)<\/i>$/) ?? [];
        expect(made).toMatch(/^<i title="[^"<>]*">[^<>]*<\/i>$/);
        expect(textOf(inner)).toBe(text.replaceAll(/\s+/g, ' ').trim());
        expect(attribute).toBe(inner);
      }),
    );
  });
});
