import { createHash } from 'node:crypto';

/**
 * The page's only script: without it the table stands as it is, whole. It reads what is there, makes nothing but the
 * buttons of the head, and writes no markup. Plain ES2020, because it runs as it stands here.
 */
export const SCRIPT = `
'use strict';
(() => {
  const section = document.getElementById('keys');
  const table = section && section.querySelector('table');
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, text: row.textContent.toLowerCase(), words: (row.dataset.c || '').split(' ') }));
  const controls = section.querySelector('[role=search]');
  const [text, result, check] = controls.querySelectorAll('input,select');
  const status = controls.querySelector('[role=status]');
  const filter = () => {
    const parts = text.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    for (const one of rows) {
      const fits = parts.every((part) => one.text.includes(part)) && (!result.value || one.row.dataset.r === result.value) && (!check.value || one.words.includes(check.value));
      one.row.hidden = !fits;
      if (fits) shown += 1;
    }
    status.textContent = status.dataset.words.replace('{shown}', shown).replace('{all}', rows.length);
  };
  const heads = [...table.tHead.rows[0].cells];
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const sign = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', sign > 0 ? 'ascending' : 'descending');
      for (const one of rows) {
        const cell = one.row.cells[column];
        one.value = cell.dataset.v === undefined ? cell.textContent : cell.dataset.v;
      }
      rows.sort((a, b) => sign * collator.compare(a.value, b.value));
      body.append(...rows.map(({ row }) => row));
    });
  });
  for (const control of [text, result, check]) control.addEventListener('input', filter);
  controls.querySelector('button').addEventListener('click', () => {
    text.value = result.value = check.value = '';
    filter();
    text.focus();
  });
  table.classList.add('live');
  controls.hidden = false;
  filter();
})();
`;

/** What lets this script run, and no other (CSP 2, "hash-source"). */
export const SCRIPT_SOURCE = `'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`;
