// The graph that runs. By listener and protocol first; a group, such as a connection, is a small
// drawing where there are few, and a tile where there are many. One that is selected is shown whole.

import { boxes, components, connections, groups, now, tcp, time, wish } from './stream.js';
import { Table, age, bytes, element, number, rate, say, several, span } from './words.js';
import { graph, mood, colours, prepare } from './paint.js';
import { places, shape } from './layout.js';

/** So many groups, and no more, are drawn with their components. */
const DRAWN = 24;
const TITLE = 15;
const place = document.getElementById('areas');
const detail = document.getElementById('detail');
const census = document.getElementById('census');
const tip = element('div', { id: 'tip', hidden: '' });
document.body.append(tip);

const areas = new Map();
let selected;
let visible = false;
let due = false;

/** What is grouped together: connections of a listener to the code of one bundle. */
class Area {
  constructor(key, title) {
    this.key = key;
    this.slots = [];
    this.at = new Map();
    this.toggle = element('button', { 'aria-expanded': 'false' });
    this.name = element('span', { class: 'name' }, title);
    this.counts = element('span', { class: 'counts' });
    this.toggle.append(element('span', { class: 'sign', 'aria-hidden': 'true' }), this.name, this.counts);
    this.canvas = element('canvas', { tabindex: '0', role: 'img' });
    this.body = element('div', { class: 'body', hidden: '' }, this.canvas);
    this.section = element('section', { class: 'area' }, element('h3', {}, this.toggle), this.body);
    this.toggle.addEventListener('click', () => {
      this.wanted = !this.open;
      soon();
    });
    this.canvas.addEventListener('click', (e) => this.choose(this.slotAt(e)));
    this.canvas.addEventListener('pointermove', (e) => hint(e, groups.get(this.slots[this.slotAt(e)])));
    this.canvas.addEventListener('pointerleave', () => (tip.hidden = true));
    this.canvas.addEventListener('keydown', (e) => this.type(e));
    this.canvas.addEventListener('focus', soon);
    this.canvas.addEventListener('blur', soon);
  }

  /** Shown unless it is large, or as it was last asked for. */
  get open() {
    return this.wanted ?? this.at.size <= DRAWN;
  }

  /** Who stays stays where it is. */
  take(its) {
    const here = new Set(its.map((it) => it.id));
    for (const [id, slot] of this.at) {
      if (!here.has(id)) {
        this.at.delete(id);
        this.slots[slot] = 0;
      }
    }
    if (this.slots.length > 2 * here.size + 8) {
      this.slots = this.slots.filter((id) => id !== 0);
      this.at = new Map(this.slots.map((id, i) => [id, i]));
    }
    let free = 0;
    const added = its.filter(({ id }) => !this.at.has(id));
    for (const { id } of added.sort((a, b) => (a.connection ?? a.id) - (b.connection ?? b.id))) {
      while (free < this.slots.length && this.slots[free] !== 0) free++;
      this.slots[free] = id;
      this.at.set(id, free);
    }
  }

  /** Where slots are. */
  measure(width) {
    const count = this.slots.length;
    if (this.at.size <= DRAWN) {
      let w = 120;
      let h = 20;
      for (const id of this.at.keys()) {
        const size = places(shape(groups.get(id)).of, false);
        w = Math.max(w, Math.min(width, size.w + 12));
        h = Math.max(h, Math.min(420, size.h + TITLE + 10));
      }
      this.grid = { drawn: true, w: w + 6, h: h + 6, columns: Math.max(1, Math.floor(width / (w + 6))) };
    } else {
      const side = count <= 500 ? 14 : count <= 3000 ? 10 : 7;
      this.grid = { drawn: false, w: side, h: side, columns: Math.max(1, Math.floor(width / side)) };
    }
    this.grid.rows = Math.ceil(count / this.grid.columns);
  }

  draw() {
    const { body, canvas, open } = this;
    if (body.hidden === open) {
      body.hidden = !open;
      this.toggle.setAttribute('aria-expanded', String(open));
    }
    if (!open) return;
    const width = body.clientWidth;
    this.measure(width);
    const { w, h, columns, rows, drawn } = this.grid;
    const pen = prepare(canvas, width, Math.max(h, rows * h));
    if (drawn) this.drawGraphs(pen, columns, w, h);
    else this.drawTiles(pen, columns, w);
    const mark = this.at.get(selected) ?? (document.activeElement === canvas ? this.cursor : undefined);
    if (mark !== undefined) {
      pen.strokeStyle = colours.text;
      pen.lineWidth = 1.5;
      pen.strokeRect((mark % columns) * w + 0.5, Math.floor(mark / columns) * h + 0.5, w - (drawn ? 7 : 2), h - (drawn ? 7 : 2));
    }
    const text = `${several(this.at.size, 'group', 'groups')}; arrow keys move, Enter shows one`;
    if (canvas.getAttribute('aria-label') !== text) canvas.setAttribute('aria-label', text);
  }

  drawGraphs(pen, columns, w, h) {
    this.slots.forEach((id, i) => {
      if (id === 0) return;
      const it = groups.get(id);
      const x = (i % columns) * w;
      const y = Math.floor(i / columns) * h;
      pen.beginPath();
      pen.roundRect(x + 0.5, y + 0.5, w - 7, h - 7, 5);
      pen.fillStyle = colours.back;
      pen.fill();
      pen.strokeStyle = colours.line;
      pen.lineWidth = 1;
      pen.stroke();
      pen.save();
      pen.clip();
      pen.fillStyle = colours[mood(it)];
      pen.fillRect(x, y, 3, h - 6);
      pen.fillStyle = colours.soft;
      pen.font = '10px system-ui';
      pen.textAlign = 'left';
      pen.fillText(short(it), x + 8, y + 13);
      pen.translate(x + 6, y + TITLE + 3);
      const fit = Math.min(1, (w - 16) / places(shape(it).of, false).w);
      pen.scale(fit, fit);
      graph(pen, shape(it), 0, 0, false);
      pen.restore();
    });
  }

  drawTiles(pen, columns, side) {
    const byMood = {};
    this.slots.forEach((id, i) => {
      if (id !== 0) (byMood[mood(groups.get(id))] ??= []).push(i);
    });
    for (const [name, all] of Object.entries(byMood)) {
      pen.fillStyle = colours[name];
      pen.beginPath();
      for (const i of all) pen.rect((i % columns) * side, Math.floor(i / columns) * side, side - 1.5, side - 1.5);
      pen.fill();
    }
  }

  slotAt(e) {
    const { w, h, columns } = this.grid ?? {};
    const column = Math.floor(e.offsetX / w);
    return column < columns ? Math.floor(e.offsetY / h) * columns + column : -1;
  }

  choose(slot) {
    const id = this.slots[slot];
    if (!id) return;
    this.cursor = slot;
    location.hash = `topology/group/${id}`;
  }

  type(e) {
    const { columns } = this.grid;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[e.key];
    if (step) {
      e.preventDefault();
      let slot = this.cursor ?? -1;
      do slot += step;
      while (slot >= 0 && slot < this.slots.length && this.slots[slot] === 0);
      if (slot >= 0 && slot < this.slots.length) this.cursor = slot;
      soon();
    } else if (e.key === 'Enter') this.choose(this.cursor);
  }
}

const short = (it) => (it.connection !== undefined ? `connection ${it.connection}` : it.name || 'on its own');

function hint(e, it) {
  tip.hidden = !it;
  if (!it) return;
  const conn = connections.get(it.connection);
  say(tip, [it.name || 'a component on its own', conn && `${conn.peer} · ${bytes(conn.received)} in, ${bytes(conn.sent)} out`, several(it.members.size, 'component', 'components')].filter(Boolean).join('\n'));
  tip.style.left = `${Math.min(e.clientX + 12, innerWidth - tip.offsetWidth - 8)}px`;
  tip.style.top = `${Math.min(e.clientY + 14, innerHeight - tip.offsetHeight - 8)}px`;
}

function arrange() {
  const sorted = new Map();
  for (const it of groups.values()) {
    const key = it.connection === undefined ? '' : `${it.listener}\n${it.origin}`;
    if (!sorted.has(key)) sorted.set(key, []);
    sorted.get(key).push(it);
  }
  for (const [key, area] of areas) {
    if (!sorted.has(key)) {
      area.section.remove();
      areas.delete(key);
    }
  }
  // connections by listener, and what else there is last
  const keys = [...sorted.keys()].sort((a, b) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1));
  keys.forEach((key, i) => {
    if (!areas.has(key)) areas.set(key, new Area(key, ''));
    const area = areas.get(key);
    if (place.children[i] !== area.section) place.insertBefore(area.section, place.children[i] ?? null);
    area.take(sorted.get(key));
    title(area, sorted.get(key));
  });
}

function title(area, its) {
  const members = its.reduce((all, it) => all + it.members.size, 0);
  if (area.key === '') {
    say(area.name, 'The server itself');
    say(area.counts, `${several(its.length, 'group', 'groups')}, ${several(members, 'component', 'components')}`);
    return;
  }
  const [listener, origin] = area.key.split('\n');
  const rows = its.map((it) => connections.get(it.connection)).filter(Boolean);
  const { protocol, version } = rows.find((it) => it.protocol) ?? { protocol: origin.replace(/^org\.kamaelia\.protocol\./, ''), version: '' };
  const moved = rows.reduce((all, it) => all + (time() - it.at < 1500 ? it.rate : 0), 0);
  const finishing = rows.filter((it) => it.finishing).length;
  say(area.name, `${listener}: ${protocol} ${version}`.trim());
  say(
    area.counts,
    [several(its.length, 'connection', 'connections'), several(members, 'component', 'components'), finishing && `${number(finishing)} finishing`, moved > 0 && rate(moved)]
      .filter(Boolean)
      .join(', '),
  );
}

// What is selected.

let boxTable;

function select(rest) {
  let it;
  if (rest[0] === 'group') it = groups.get(Number(rest[1]));
  if (rest[0] === 'connection') {
    it = [...groups.values()].find((one) => one.connection === Number(rest[1]));
  }
  selected = it?.id;
  const before = detail.dataset.group;
  detail.hidden = rest.length === 0;
  if (rest.length && before !== String(selected)) {
    detail.dataset.group = String(selected);
    const close = element('button', { class: 'close', 'aria-label': 'Close' }, '✕');
    close.addEventListener('click', () => (location.hash = 'topology'));
    const table = element('table', { class: 'boxes' });
    detail.replaceChildren(
      element('h3', {}, it?.name || (it ? 'a component on its own' : 'It has ended')),
      close,
      element('dl', { class: 'facts' }),
      element('div', { class: 'wide' }, element('canvas', { role: 'img', 'aria-label': 'Its components and linkages; the table has the same' })),
      element('div', { class: 'wide' }, table),
    );
    boxTable = new Table(
      table,
      [
        ['box', (row) => row.name],
        ['of', (row) => row.type],
        ['now', (row) => row.now, 'n', (row) => row.state],
        ['passed', (row) => row.passed, 'n'],
        ['waits', (row) => row.waited, 'n'],
        ['dropped', (row) => row.dropped, 'n'],
      ],
      'Boxes',
    );
  }
  wishFor();
}

/** The figures of what is drawn. */
function wishFor() {
  const wanted = new Set(groups.get(selected)?.members ?? []);
  if (visible) {
    for (const area of areas.values()) {
      if (!area.open || area.at.size > DRAWN) continue;
      for (const id of area.at.keys()) for (const member of groups.get(id)?.members ?? []) wanted.add(member);
    }
  }
  const connection = groups.get(selected)?.connection;
  wish('topology', visible ? { components: wanted, connections: connection === undefined ? [] : [connection] } : {});
}

function drawDetail() {
  if (detail.hidden) return;
  const it = groups.get(selected);
  detail.classList.toggle('ended', !it);
  if (!it) return;
  const conn = connections.get(it.connection);
  const facts = [['loop', it.loop], ['code', it.origin || 'the server’s']];
  if (it.failures) facts.push(['failures', number(it.failures)], ['restarts', number(it.restarts)]);
  if (conn) {
    facts.push(
      ['protocol', `${conn.protocol} ${conn.version}`],
      ['peer', conn.peer],
      ['state', [conn.finishing ? 'finishing' : 'active', conn.busy && 'busy'].filter(Boolean).join(', ')],
      ['age', age(time() / 1000 - conn.since)],
      ['received', bytes(conn.received)],
      ['sent', bytes(conn.sent)],
    );
    const info = tcp[conn.id];
    if (info) {
      const [rtt, variance, , window, mss, flying, again, delivery, unsent] = info;
      facts.push(
        ['RTT', `${span(rtt)} ± ${span(variance)}`],
        ['window', `${number(window)} × ${number(mss)} B`],
        ['under way', number(flying)],
        ['sent again', number(again)],
        ['delivery', rate(delivery)],
        ['unsent', bytes(unsent)],
      );
    }
  }
  const list = detail.querySelector('dl');
  if (list.childElementCount !== facts.length) {
    list.replaceChildren(...facts.map(([name]) => element('div', {}, element('dt', {}, name), element('dd'))));
  }
  facts.forEach(([name, value], i) => {
    say(list.children[i].firstChild, name);
    say(list.children[i].lastChild, value);
  });
  const { ids, of } = shape(it);
  const size = places(of, true);
  graph(prepare(detail.querySelector('canvas'), Math.min(4000, size.w + 4), Math.min(3000, size.h + 4)), { ids, of }, 2, 2, true);
  const rows = [];
  ids.slice(0, 200).forEach((id, i) => {
    const its = boxes[id];
    for (const [name, type, depth, limit, passed, waited, ended] of its?.in ?? []) {
      rows.push({
        name: `${of.labels[i]}.${name}`, type,
        now: ended && depth === 0 ? 'ended' : `${number(depth)} of ${limit === 2147483647 ? 'any' : number(limit)}`,
        state: depth >= limit ? 'failed' : '',
        passed: number(passed), waited: waited ? number(waited) : '', dropped: '',
      });
    }
    for (const [name, type, discarded, ended] of its?.out ?? []) {
      rows.push({ name: `${of.labels[i]}.${name}`, type, now: ended ? 'ended' : 'out', state: '', passed: '', waited: '', dropped: discarded ? number(discarded) : '' });
    }
  });
  boxTable.show(rows, (row) => row.name);
}

function draw() {
  due = false;
  if (!visible) return;
  for (const area of areas.values()) area.draw();
  drawDetail();
}

function soon() {
  if (due) return;
  due = true;
  requestAnimationFrame(draw);
}

export function update(changed) {
  if (!['groups', 'components', 'connections', 'boxes', 'loops'].some((part) => changed.has(part))) return;
  if (changed.has('groups') || changed.has('components') || changed.has('loops')) {
    arrange();
    say(census, `${several(components.size, 'component', 'components')} in ${several(groups.size, 'group', 'groups')} on ${several(now.loops.length, 'loop', 'loops')}`);
  }
  wishFor();
  soon();
}

export function show(rest) {
  visible = true;
  arrange();
  select(rest);
  soon();
}

export function hide() {
  visible = false;
  tip.hidden = true;
  wishFor();
}

new ResizeObserver(soon).observe(place);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', soon);
