// Figures as people read them, and the few elements that all views make.

const count = new Intl.NumberFormat('en');

export const number = (n) => count.format(n);

export function bytes(n) {
  if (n < 1024) return `${Math.round(n)} B`;
  let unit = -1;
  let left = n;
  do {
    left /= 1024;
    unit++;
  } while (left >= 1023.95 && unit < 4);
  return `${left.toFixed(1)} ${['KiB', 'MiB', 'GiB', 'TiB', 'PiB'][unit]}`;
}

export const rate = (n) => (n > 0 ? `${bytes(n)}/s` : '');

/** Seconds. */
export function span(s) {
  if (s < 0.001) return `${(s * 1e6).toFixed(0)} µs`;
  if (s < 0.01) return `${(s * 1e3).toFixed(1)} ms`;
  if (s < 1) return `${(s * 1e3).toFixed(0)} ms`;
  if (s < 10) return `${s.toFixed(1)} s`;
  if (s < 120) return `${Math.floor(s)} s`;
  if (s < 7200) return `${Math.floor(s / 60)} min`;
  if (s < 172800) return `${Math.floor(s / 3600)} h`;
  return `${Math.floor(s / 86400)} d`;
}

/** Whole seconds, for what only grows by them. */
export const age = (s) => (s < 120 ? `${Math.floor(s)} s` : span(s));

export const clock = (ms) => new Date(ms).toLocaleTimeString('en-GB');

export const several = (n, one, more) => `${number(n)} ${n === 1 ? one : more}`;

/** An element. Attributes that are undefined are left out; children may be text. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Sets text only where it differs, so that nothing is laid out for nothing. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * A table whose rows stay where they are.
 * columns: for each its title, row => text, a class, row => state; or what fills a cell for a row.
 */
export class Table {
  constructor(table, columns, caption) {
    this.columns = columns;
    this.body = element('tbody');
    this.rows = new Map();
    const head = element('tr');
    for (const [title, , kind] of columns) head.append(element('th', { scope: 'col', class: kind }, title));
    table.append(element('caption', {}, caption), element('thead', {}, head), this.body);
  }

  /** Shows these, by key, in this order. */
  show(items, key) {
    const kept = new Set();
    let at = this.body.firstElementChild;
    for (const item of items) {
      const id = key(item);
      kept.add(id);
      let row = this.rows.get(id);
      if (!row) {
        row = element('tr');
        for (const [, , kind] of this.columns) row.append(element('td', { class: kind }));
        this.rows.set(id, row);
      }
      if (row !== at) this.body.insertBefore(row, at);
      else at = at.nextElementSibling;
      this.columns.forEach(([, text, , state, fill], i) => {
        const cell = row.children[i];
        if (fill) fill(cell, item);
        else say(cell, String(text(item) ?? ''));
        const now = state ? state(item) : '';
        if (state && cell.dataset.state !== now) cell.dataset.state = now;
      });
    }
    for (const [id, row] of this.rows) {
      if (!kept.has(id)) {
        row.remove();
        this.rows.delete(id);
      }
    }
  }
}
