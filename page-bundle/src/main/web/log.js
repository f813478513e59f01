// The end of the log.

import { now } from './stream.js';
import { clock, element } from './words.js';

const list = document.getElementById('lines');
const grep = document.getElementById('grep');
const level = document.getElementById('level');
const LEVELS = { SEVERE: ['error', 3], WARNING: ['warning', 2], INFO: ['info', 1] };
let shown = 0;

const wanted = ([, , name, logger, message]) =>
  (LEVELS[name]?.[1] ?? 0) >= Number(level.value) &&
  `${logger} ${message}`.toLowerCase().includes(grep.value.trim().toLowerCase());

function line([, when, name, logger, message]) {
  const [word] = LEVELS[name] ?? [name.toLowerCase()];
  return element(
    'li',
    { 'data-level': word },
    element('time', {}, clock(when)),
    element('b', {}, word),
    element('i', {}, logger.replace(/^org\.kamaelia\./, '')),
    element('pre', {}, message),
  );
}

function draw(anew) {
  const follows = list.scrollTop + list.clientHeight > list.scrollHeight - 20;
  if (anew) {
    list.replaceChildren();
    shown = 0;
  }
  const more = now.log.filter((it) => it[0] > shown && wanted(it));
  shown = now.log.at(-1)?.[0] ?? 0;
  list.append(...more.map(line));
  while (list.childElementCount > 1000) list.firstElementChild.remove();
  if (follows || anew) list.scrollTop = list.scrollHeight;
}

grep.addEventListener('input', () => draw(true));
level.addEventListener('change', () => draw(true));

export function update(changed) {
  if (changed.has('log')) draw(changed.has('whole'));
}

export const show = () => draw(true);
