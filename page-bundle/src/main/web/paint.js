// Draws on a canvas in the page's colours.

import { boxes, components, connections, time } from './stream.js';
import { places } from './layout.js';
import { number } from './words.js';

const NAMES = ['text', 'soft', 'line', 'card', 'back', 'accent', 'second', 'warn', 'bad', 'quiet', 'moving', 'busy', 'finishing'];
export let colours = {};

function read() {
  const style = getComputedStyle(document.documentElement);
  colours = Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

read();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', read);

/** Makes a canvas so large, in pixels of the page, and clears it. */
export function prepare(canvas, width, height) {
  const scale = window.devicePixelRatio || 1;
  const w = Math.round(width * scale);
  const h = Math.round(height * scale);
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const pen = canvas.getContext('2d');
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

/** How a group is doing: the name of a colour. */
export function mood(group) {
  const it = group.connection === undefined ? undefined : connections.get(group.connection);
  if (group.waits) return 'bad';
  if (!it) return 'quiet';
  if (it.finishing) return 'finishing';
  if (it.busy) return 'busy';
  return time() / 1000 - it.moved < 2.5 ? 'moving' : 'quiet';
}

/** The fullest of a component's inboxes: [depth, limit]. */
function fullest(id) {
  let most;
  for (const [, , depth, limit] of boxes[id]?.in ?? []) {
    if (depth > 0 && (!most || depth / limit > most[0] / most[1])) most = [depth, limit];
  }
  return most;
}

/** Draws a group's components and linkages at a place. */
export function graph(pen, { ids, of }, x, y, detailed) {
  const { nodes } = places(of, detailed);
  pen.save();
  pen.translate(x, y);
  const pairs = new Map();
  for (const edge of of.edges) {
    const [from, to] = edge;
    const pair = Math.min(from, to) * nodes.length + Math.max(from, to);
    pairs.set(pair, [...(pairs.get(pair) ?? []), edge]);
  }
  for (const edges of pairs.values()) {
    edges.forEach((edge, i) => link(pen, nodes, ids, edge, (i - (edges.length - 1) / 2) * (detailed ? 13 : 7), detailed));
  }
  nodes.forEach((node, i) => box(pen, node, of.labels[i], ids[i], detailed));
  pen.restore();
}

function link(pen, nodes, ids, [from, to, box, toBox], shift, detailed) {
  const a = nodes[from];
  const b = nodes[to];
  const forward = a.x + a.w <= b.x + b.w / 2;
  const start = { x: forward ? a.x + a.w : a.x, y: a.y + a.h / 2 + shift };
  const end = { x: forward ? b.x : b.x + b.w, y: b.y + b.h / 2 + shift };
  const bend = Math.max(8, Math.abs(end.x - start.x) / 2) * (forward ? 1 : -1);
  const side = box === 'signal' || toBox === 'control';
  pen.strokeStyle = side ? colours.line : colours.soft;
  pen.fillStyle = pen.strokeStyle;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(start.x, start.y);
  pen.bezierCurveTo(start.x + bend, start.y, end.x - bend, end.y, end.x, end.y);
  pen.stroke();
  pen.beginPath();
  const back = forward ? -5 : 5;
  pen.moveTo(end.x, end.y);
  pen.lineTo(end.x + back, end.y - 3);
  pen.lineTo(end.x + back, end.y + 3);
  pen.fill();
  if (!detailed) return;
  const inbox = boxes[ids[to]]?.in.find(([name]) => name === toBox);
  if (!inbox) return;
  const [, , depth, limit] = inbox;
  pen.font = '10px system-ui';
  pen.textAlign = 'center';
  pen.fillStyle = depth >= limit ? colours.warn : colours.soft;
  pen.fillText(`${number(depth)}/${limit === 2147483647 ? '∞' : number(limit)}`, (start.x + end.x) / 2, (start.y + end.y) / 2 - 3);
}

function box(pen, { x, y, w, h }, label, id, detailed) {
  const waits = boxes[id]?.waits ?? '';
  pen.beginPath();
  pen.roundRect(x + 0.5, y + 0.5, w - 1, h - 1, 4);
  pen.fillStyle = colours.card;
  pen.fill();
  pen.strokeStyle = waits.startsWith('room') ? colours.warn : components.get(id)?.active === 0 ? colours.line : colours.soft;
  pen.stroke();
  const full = fullest(id);
  if (full) {
    pen.fillStyle = full[0] >= full[1] ? colours.warn : colours.accent;
    pen.fillRect(x + 3, y + h - 4, (w - 6) * Math.min(1, full[0] / full[1]), 2);
  }
  pen.textAlign = 'center';
  pen.fillStyle = colours.text;
  pen.font = '11px system-ui';
  pen.fillText(fitted(pen, label, w - 8), x + w / 2, y + (detailed ? h / 2 - 2 : h / 2 + 4));
  if (detailed) {
    pen.fillStyle = colours.soft;
    pen.font = '10px system-ui';
    const why = waits.startsWith('room') ? 'waits for room' : waits === 'its time' || waits === 'its parts' ? `waits for ${waits}` : waits ? 'waits for messages' : '';
    pen.fillText(fitted(pen, why, w - 6), x + w / 2, y + h / 2 + 11);
  }
}

function fitted(pen, text, room) {
  let cut = text;
  while (cut.length > 1 && pen.measureText(cut).width > room) cut = `${cut.slice(0, -2)}…`;
  return cut;
}
