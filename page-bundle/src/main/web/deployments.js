// What became of each jar in deploy/, and the steps of a swap while it goes on.

import { rollbackButton } from './changes.js';
import { now, time } from './stream.js';
import { age, element, say, span } from './words.js';

const list = document.getElementById('files');
const STEPS = ['whole', 'valid', 'signed', 'install', 'resolve', 'start', 'test', 'move', 'finish', 'uninstall', 'unload'];
/** Steps whose remarks are of use when they are over. */
const TOLD = ['finish', 'unload'];
const SIGNS = { running: '…', passed: '✓', skipped: '–', refused: '✕', '': '' };
const files = new Map();

function make(file) {
  const steps = STEPS.map((step) => {
    const sign = element('b', { 'aria-hidden': 'true' });
    const took = element('span', { class: 'took' });
    const item = element('li', {}, sign, element('span', {}, step), took);
    return { item, sign, took };
  });
  const made = {
    title: element('h3'),
    what: element('p', { class: 'what' }),
    why: element('p', { class: 'why' }),
    steps,
  };
  made.item = element(
    'li',
    { class: 'file' },
    element('div', { class: 'names' }, made.title, made.what, rollbackButton(file)),
    element('ol', { class: 'steps', 'aria-label': `steps of ${file}` }, ...steps.map((it) => it.item)),
    made.why,
  );
  files.set(file, made);
  return made;
}

export function update(changed) {
  if (!changed.has('deployments') && !changed.has('loops')) return;
  const here = new Set();
  for (const it of now.deployments) {
    here.add(it.file);
    const made = files.get(it.file) ?? make(it.file);
    if (made.item.parentNode !== list) list.append(made.item);
    const byStep = new Map(it.steps.map((step) => [step.step, step]));
    const running = it.steps.some((step) => step.outcome === 'running');
    made.item.dataset.state = running ? 'changing' : it.state;
    say(made.title, it.file);
    say(
      made.what,
      [running ? 'being deployed' : it.state, it.bundle && `${it.bundle} ${it.version}`, it.id && `bundle ${it.id}`, `since ${age((time() - it.since) / 1000)}`]
        .filter(Boolean)
        .join(' · '),
    );
    STEPS.forEach((name, i) => {
      const step = byStep.get(name);
      const { item, sign, took } = made.steps[i];
      item.dataset.state = step?.outcome ?? '';
      item.title = step ? `${name} ${step.outcome}${step.remark ? `: ${step.remark}` : ''}` : `${name}: not yet`;
      say(sign, SIGNS[step?.outcome ?? '']);
      say(took, step && step.outcome !== 'skipped' ? span(step.took) : '');
    });
    const said = it.steps.filter((step) => step.remark && (step.outcome === 'running' || step.outcome === 'refused' || TOLD.includes(step.step))).map((step) => `${step.step}: ${step.remark}`);
    say(made.why, [...new Set([it.reason, ...said].filter(Boolean))].join(' · '));
  }
  for (const [file, made] of files) {
    if (!here.has(file)) {
      made.item.remove();
      files.delete(file);
    }
  }
}

export const show = () => update(new Set(['deployments']));
