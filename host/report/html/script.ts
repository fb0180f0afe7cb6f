/** The report's only script: sorting. Everything reads and prints without it. */

/** Headings of tables become buttons that sort by their column: figures by size, texts by the alphabet, missing ones last. */
export const SCRIPT = `
for (const table of document.querySelectorAll('table.sort')) {
  const [body] = table.tBodies;
  const heads = [...table.tHead.rows[0].cells];
  const value = (row, column) => {
    const text = row.cells[column].textContent.trim();
    const number = Number(text.replaceAll(',', ''));
    return text === '' || text === '-' ? null : Number.isNaN(number) ? text : number;
  };
  const compare = (a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true });
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const sign = head.ariaSort === 'ascending' ? -1 : 1;
      for (const each of heads) each.ariaSort = null;
      head.ariaSort = sign === 1 ? 'ascending' : 'descending';
      const rows = [...body.rows].map((row) => [value(row, column), row]);
      rows.sort(([a], [b]) => (a === null) - (b === null) || sign * compare(a, b));
      body.append(...rows.map(([, row]) => row));
    });
  });
}
`;
