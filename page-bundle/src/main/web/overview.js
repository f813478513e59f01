// The server at a glance.

import { listener } from './changes.js';
import { now } from './stream.js';
import { problems } from './health.js';
import { Table, bytes, element, number, rate } from './words.js';
import { draw, resize } from './plots.js';

const listeners = new Table(
  document.getElementById('listeners'),
  [
    ['listener', (it) => it.name],
    ['state', (it) => it.state + (it.reason ? `: ${it.reason}` : '') + (it.faults ? ', with faults' : ''), 'state', (it) => (it.faults ? 'faulty' : it.state)],
    ['change', undefined, 'act', undefined, listener],
    ['address', (it) => it.address],
    ['protocol', (it) => it.protocol],
    ['version', (it) => it.version],
    ['connections', (it) => number(it.connections), 'n'],
    ['accepted', (it) => number(it.accepted), 'n'],
    ['rejected', (it) => (it.rejected ? number(it.rejected) : ''), 'n'],
    ['in', (it) => rate(it.receivedRate), 'n'],
    ['out', (it) => rate(it.sentRate), 'n'],
    ['received', (it) => bytes(it.received), 'n'],
    ['sent', (it) => bytes(it.sent), 'n'],
  ],
  'Listeners',
);

const protocols = new Table(
  document.getElementById('protocols'),
  [
    ['protocol', (it) => it.name],
    ['version', (it) => it.version],
    ['state', (it) => it.state, 'state', (it) => it.state],
    ['from', (it) => it.origin],
    ['listeners', (it) => it.listeners.join(', ')],
    ['connections', (it) => number(it.connections), 'n'],
  ],
  'Protocols',
);

const loops = new Table(
  document.getElementById('loops'),
  [
    ['loop', (it) => it.name],
    ['state', (it) => (it.stalled ? 'held up' : 'turns'), 'state', (it) => (it.stalled ? 'failed' : 'serving')],
    ['components', (it) => number(it.components), 'n'],
    ['ready', (it) => number(it.ready), 'n'],
    ['turns a second', (it) => number(Math.round(it.turnsRate)), 'n'],
    ['turns', (it) => number(it.turns), 'n'],
  ],
  'Loops',
);

let told = '';

export function update(changed) {
  if (changed.has('health')) {
    const wrong = problems();
    if (wrong.join('\n') !== told) {
      told = wrong.join('\n');
      document.getElementById('problems').replaceChildren(
        ...(wrong.length ? [element('h2', {}, 'What is wrong'), element('ul', {}, ...wrong.map((it) => element('li', {}, it)))] : []),
      );
    }
  }
  if (changed.has('loops')) {
    listeners.show(now.listeners, (it) => it.name);
    protocols.show(now.protocols, (it) => `${it.name} ${it.version} ${it.origin}`);
    loops.show(now.loops, (it) => it.name);
    draw();
  }
}

export function show() {
  update(new Set(['loops', 'health']));
  resize();
}
