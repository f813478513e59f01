// All connections: sorted, searched, and only as many rows made as are seen.

import { closeButton } from './changes.js';
import { connections, tcp, time, wish } from './stream.js';
import { age, bytes, element, number, rate, say, span } from './words.js';

const HEIGHT = 24;
const SPARE = 4;
const box = document.getElementById('rows');
const search = document.getElementById('search');
const found = document.getElementById('found');

const info = (it, i) => tcp[it.id]?.[i];
const figure = (value, words) => (value === undefined ? '' : words(value));

/** [title, text, by what it is sorted, class] */
const COLUMNS = [
  ['id', (it) => String(it.id), (it) => it.id, 'n id'],
  ['listener', (it) => it.listener, (it) => it.listener, 'listener'],
  ['protocol', (it) => `${it.protocol} ${it.version}`, (it) => `${it.protocol} ${it.version}`, 'protocol'],
  ['peer', (it) => it.peer, (it) => it.peer, 'peer'],
  ['state', (it) => (it.finishing ? 'finishing' : it.busy ? 'busy' : 'active'), (it) => it.finishing * 2 + it.busy, 'state'],
  ['age', (it) => age(time() / 1000 - it.since), (it) => -it.since, 'n age'],
  ['idle', (it) => age(Math.max(0, time() / 1000 - it.moved)), (it) => -it.moved, 'n idle'],
  ['received', (it) => bytes(it.received), (it) => it.received, 'n received'],
  ['sent', (it) => bytes(it.sent), (it) => it.sent, 'n sent'],
  ['rate', (it) => (time() - it.at < 2500 ? rate(it.rate) : ''), (it) => (time() - it.at < 2500 ? it.rate : 0), 'n rate'],
  ['RTT', (it) => figure(info(it, 0), span), (it) => info(it, 0) ?? -1, 'n rtt'],
  ['window', (it) => figure(info(it, 3), number), (it) => info(it, 3) ?? -1, 'n cwnd'],
  ['sent again', (it) => figure(info(it, 6), (v) => (v ? number(v) : '')), (it) => info(it, 6) ?? -1, 'n again'],
];

let by = 0;
let down = false;
let sorted = [];
let visible = false;
let due = false;
const rows = [];

const head = element('div', { role: 'row', class: 'row head' });
const buttons = COLUMNS.map(([title, , , kind], i) => {
  const button = element('button', {}, title);
  button.addEventListener('click', () => {
    down = by === i ? !down : kind.startsWith('n') && i > 0;
    by = i;
    arrange();
  });
  const cell = element('div', { role: 'columnheader', class: kind }, button);
  head.append(cell);
  return cell;
});
head.append(element('div', { role: 'columnheader', class: 'act' }, 'change'));
const sheet = element('div', { class: 'sheet', role: 'rowgroup' });
box.append(element('div', { role: 'rowgroup', class: 'heads' }, head), sheet);

function arrange() {
  const wanted = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const key = COLUMNS[by][2];
  sorted = [];
  for (const it of connections.values()) {
    const text = `${it.id} ${it.listener} ${it.protocol} ${it.version} ${it.peer} ${it.local} ${it.finishing ? 'finishing' : it.busy ? 'busy' : 'active'}`.toLowerCase();
    if (wanted.every((word) => text.includes(word))) sorted.push([key(it), it]);
  }
  const sign = down ? -1 : 1;
  sorted.sort(([a, x], [b, y]) => (a < b ? -sign : a > b ? sign : x.id - y.id));
  sorted = sorted.map(([, it]) => it);
  buttons.forEach((cell, i) => cell.setAttribute('aria-sort', i !== by ? 'none' : down ? 'descending' : 'ascending'));
  say(found, wanted.length ? `${number(sorted.length)} of ${number(connections.size)}` : `${number(sorted.length)} connections`);
  box.setAttribute('aria-rowcount', String(sorted.length + 1));
  draw();
}

function draw() {
  due = false;
  const focused = rows.find((row) => row.button === document.activeElement)?.of.id;
  sheet.style.height = `${sorted.length * HEIGHT}px`;
  const from = Math.max(0, Math.floor(box.scrollTop / HEIGHT) - SPARE);
  const to = Math.min(sorted.length, Math.ceil((box.scrollTop + box.clientHeight) / HEIGHT) + SPARE);
  while (rows.length < to - from) rows.push(make());
  rows.forEach((row, i) => {
    const it = sorted[from + i];
    row.element.hidden = from + i >= to;
    if (from + i >= to) return;
    row.of = it;
    row.element.style.transform = `translateY(${(from + i) * HEIGHT}px)`;
    row.element.setAttribute('aria-rowindex', String(from + i + 2));
    row.element.dataset.state = it.finishing ? 'finishing' : it.busy ? 'busy' : 'active';
    row.button.ariaLabel = `close connection ${it.id}`;
    COLUMNS.forEach(([, text], c) => say(row.cells[c], text(it)));
  });
  // the focus stays with the connection, whichever row that has now
  if (focused !== undefined) (rows.find((row) => row.of?.id === focused && !row.element.hidden)?.button ?? box).focus({ preventScroll: true });
  wish('connections', visible ? { connections: sorted.slice(from, to).map((it) => it.id) } : {});
}

function make() {
  const cells = COLUMNS.map(([, , , kind]) => element('div', { role: 'cell', class: kind }));
  const row = { cells, button: closeButton(() => row.of) };
  const act = element('div', { role: 'cell', class: 'act' }, row.button);
  row.element = element('div', { role: 'row', class: 'row' }, ...cells, act);
  row.element.addEventListener('click', (e) => {
    if (!act.contains(e.target)) location.hash = `topology/connection/${row.of.id}`;
  });
  sheet.append(row.element);
  return row;
}

function soon() {
  if (due) return;
  due = true;
  requestAnimationFrame(draw);
}

search.addEventListener('input', arrange);
box.addEventListener('scroll', soon);
new ResizeObserver(soon).observe(box);

export function update(changed) {
  if (changed.has('connections') || changed.has('loops')) arrange();
}

export function show() {
  visible = true;
  arrange();
}

export function hide() {
  visible = false;
  wish('connections', {});
}
