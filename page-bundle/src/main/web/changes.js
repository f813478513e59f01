// What can be changed: the console's commands, in its words. What takes service away is asked for
// once more, with what will happen.

import { ask, enter, lock, observe } from './access.js';
import { now } from './stream.js';
import { clock, element, number, say } from './words.js';

/** The listener through which this page comes. */
const OURS = 'http';

const outcome = document.getElementById('outcome');
const access = document.getElementById('access');

const button = (label, act, attributes = {}) => {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', act);
  return made;
};

/** As one would type it. */
const line = (words) => words.filter(Boolean).map((it) => (/^[\w.,:/=@+-]+$/.test(it) ? it : `'${it}'`)).join(' ');

function tell(state, command, text) {
  outcome.hidden = false;
  outcome.dataset.state = state;
  outcome.dataset.lines = text.includes('\n') ? 'several' : 'one';
  say(outcome.querySelector('code'), command);
  say(outcome.querySelector('span'), text);
}

outcome.querySelector('button').addEventListener('click', () => (outcome.hidden = true));

/** Runs a command and shows what came of it. */
async function run(words) {
  tell('running', line(words), '…');
  try {
    const { code, out, err } = await ask(words);
    tell(code === 0 ? 'done' : 'refused', line(words), (code === 0 ? out : err || out).trim());
  } catch (e) {
    tell('refused', line(words), e instanceof TypeError ? 'no answer; the log has what came of it' : e.message);
  }
}

/** Shows a form, which has a title, until it is closed. */
function open(form) {
  const dialog = element('dialog', { 'aria-labelledby': 'asked' }, form);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

const title = (text) => element('h2', { id: 'asked' }, text);
const close = (inside) => inside.closest('dialog').close();
const buttons = (label, more = [], cancel = {}) =>
  element('div', { class: 'buttons' }, ...more, button('Cancel', (e) => close(e.target), cancel), element('button', { class: 'do' }, label));

/**
 * Asks before a command is run.
 * words: () => the words, by what the fields have then. cancel: the attributes of the button for that.
 */
function confirm({ asks, says, fields = [], words, label, more = [], cancel = {} }) {
  const command = element('code');
  const form = element(
    'form',
    {},
    title(asks),
    ...says.filter(Boolean).map((it) => element('p', {}, it)),
    ...fields,
    element('p', { class: 'command' }, command),
    buttons(label, more, cancel),
  );
  const show = () => say(command, line(words()));
  form.addEventListener('input', show);
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    close(form);
    run(words());
  });
  show();
  open(form);
}

const field = (label, control) => element('label', { class: 'field' }, element('span', {}, label), control);

const itself = ({ name }, then) => name === OURS && `This page comes through it: ${then}`;
const their = (it) => (it.connections === 0 ? 'It has no connections' : it.connections === 1 ? 'Its one connection' : `Its ${number(it.connections)} connections`);
const goOn = (it) => `${their(it)}${it.connections === 0 ? '' : it.connections === 1 ? ' goes on' : ' go on'}.`;
const finish = (it) => `${their(it)}${it.connections === 0 ? '' : `${it.connections === 1 ? ' is' : ' are'} told to finish, and cut if that takes too long`}.`;

/** What goes wrong on purpose. */
function faults(it) {
  const wanted = element('input', { required: '', value: it.faults, placeholder: 'lte slice=64', spellcheck: 'false', autocomplete: 'off' });
  confirm({
    asks: `What goes wrong at ${it.name}`,
    says: [
      'On purpose, as if a bad network were before it, for new connections; what was set before ends for all. It is not kept for the next start.',
      itself(it, 'what goes wrong there goes wrong here.'),
    ],
    fields: [field('Faults', wanted)],
    words: () => ['faults', it.name, ...wanted.value.split(/\s+/).filter(Boolean)],
    label: 'Set',
    more: it.faults
      ? [
          button('End them', (e) => {
            close(e.target);
            run(['faults', it.name, 'off']);
          }),
        ]
      : [],
  });
}

function bind(it) {
  const protocols = [...new Set([...now.protocols.map((one) => one.name), ...(it ? [it.protocol] : [])])].sort();
  const protocol = element('select', {}, ...protocols.map((name) => element('option', name === it?.protocol ? { selected: '' } : {}, name)));
  const address = element('input', { required: '', value: it?.asked ?? '', placeholder: '127.0.0.1:7007', spellcheck: 'false', autocomplete: 'off' });
  const name = element('input', { value: it?.name ?? '', placeholder: 'the protocol’s', spellcheck: 'false', autocomplete: 'off' });
  const settings = element('textarea', { rows: '3', placeholder: 'idleTimeout=5m', spellcheck: 'false' });
  confirm({
    asks: it ? `Change ${it.name}` : 'Make a listener',
    says: [
      it ? 'A port that stays the same stays open, and its connections go on. Settings that are not said stay as they are.' : 'It is kept for the next start.',
      it && itself(it, 'at another address, or with another protocol, it is not reached here any more.'),
    ],
    fields: [field('Protocol', protocol), field('Address', address), ...(it ? [] : [field('Name', name)]), field('Settings, one a line', settings)],
    words: () => [
      'bind',
      protocol.value,
      address.value.trim(),
      ...settings.value.split('\n').map((one) => one.trim()).filter(Boolean),
      ...(name.value.trim() ? [`--name=${name.value.trim()}`] : []),
    ],
    label: 'Bind',
  });
}

const suspended = (it) => `The port at ${it.address} is closed: nobody new gets in, until it is resumed or the server starts anew.`;

/** Asks before a command that takes a listener's service away; asks and says: with the listener, what. */
const sure = (command, label, asks, says) => (it) => confirm({ asks: asks(it), says: says(it), words: () => [command, it.name], label });

/** What can be done with a listener, by the console's names. */
const LISTENER = {
  resume: (it) => run(['resume', it.name]),
  retry: (it) => run(['retry', it.name]),
  suspend: sure(
    'suspend',
    'Suspend',
    (it) => `Suspend ${it.name}?`,
    (it) => [`${suspended(it)} ${goOn(it)}`, itself(it, 'it can be resumed in the console only.')],
  ),
  drain: sure(
    'drain',
    'Drain',
    (it) => `Drain ${it.name}?`,
    (it) => [`${suspended(it)} ${finish(it)}`, itself(it, 'it ends here, and the listener can be resumed in the console only.')],
  ),
  faults,
  bind,
  unbind: sure(
    'unbind',
    'Unbind',
    (it) => `Take ${it.name} away?`,
    (it) => [`The port at ${it.address} is closed, and the listener is gone. ${finish(it)}`, itself(it, 'it ends here.')],
  ),
};

const possible = ({ state }) => [
  ...(state === 'suspended' ? ['resume'] : state === 'failed' ? ['retry', 'suspend'] : ['suspend']),
  'drain',
  'faults',
  'bind',
  'unbind',
];

/** Puts the buttons for a listener there; they stay while they are the same, and so does the focus. */
export function listener(cell, it) {
  cell.of = it;
  const names = possible(it);
  if (cell.dataset.offers === names.join()) return;
  cell.dataset.offers = names.join();
  cell.replaceChildren(...names.map((name) => button(name, () => LISTENER[name](cell.of), { 'aria-label': `${name} ${it.name}` })));
}

function end(it) {
  const reset = element('input', { type: 'checkbox' });
  confirm({
    asks: `Close connection ${it.id}?`,
    says: [
      `${it.peer} speaks ${it.protocol} with the listener ${it.listener}. It is told to finish, and cut if that takes too long.`,
      itself({ name: it.listener }, 'if it is its own, it connects again.'),
    ],
    fields: [element('label', { class: 'choice' }, reset, ' Reset it at once: what waits to be sent is lost')],
    words: () => ['close', String(it.id), ...(reset.checked ? ['--reset'] : [])],
    label: 'Close',
    cancel: { autofocus: '' },
  });
}

/** Closes the connection that it is about when it is pressed. */
export const closeButton = (about) => button('close', () => end(about()));

async function rollback(file) {
  try {
    const { code, out, err } = await ask(['deployments', file, '--json']);
    if (code !== 0) throw new Error(err.trim());
    const { deployment, kept } = JSON.parse(out);
    const to = element(
      'select',
      {},
      element('option', { value: '' }, 'what ran before'),
      ...kept.filter((it) => !it.running).map((it) => element('option', { value: it.number }, `${it.number}: ${it.bundle} ${it.version}`)),
    );
    confirm({
      asks: `Roll ${file} back?`,
      says: [
        `${deployment ? `${deployment.bundle} ${deployment.version}` : file} is replaced by what ran before. New connections get that, and those that are open are told to finish; no port is closed.`,
      ],
      fields: [field('To', to)],
      words: () => ['rollback', file, ...(to.value ? [`--to=${to.value}`] : [])],
      label: 'Roll back',
    });
  } catch (e) {
    tell('refused', `rollback ${file}`, e.message);
  }
}

export const rollbackButton = (file) => button('rollback', () => rollback(file), { class: 'act', 'aria-label': `rollback ${file}` });

function swap() {
  const jar = element('input', { required: '', placeholder: '/srv/echo-1.1.0.jar', spellcheck: 'false', autocomplete: 'off' });
  const plan = element('pre', { role: 'status' });
  confirm({
    asks: 'Deploy a jar',
    says: ['Its bundle takes the place of the one that runs, whose connections are told to finish. No port is closed. If a step refuses it, nothing has changed.'],
    fields: [field('Jar, on the server', jar), plan],
    words: () => ['swap', jar.value.trim()],
    label: 'Swap',
    more: [
      button('Plan', async () => {
        try {
          const { out, err } = await ask(['plan', jar.value.trim()]);
          say(plan, (out || err).trim());
        } catch (e) {
          say(plan, e.message);
        }
      }),
    ],
  });
}

/** Asks for a token. */
function paste() {
  const token = element('input', { required: '', type: 'password', autocomplete: 'off' });
  const wrong = element('p', { class: 'wrong', role: 'alert' });
  const form = element(
    'form',
    {},
    title('Change something from here'),
    element('p', {}, 'The command ', element('code', {}, 'page'), ' in the console gives an address with a token, for an hour. Open that, or put it here.'),
    field('Token', token),
    wrong,
    buttons('Use it'),
  );
  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    try {
      await enter(token.value);
      close(form);
    } catch (error) {
      say(wrong, error.message);
    }
  });
  open(form);
}

/** Where buttons are: without a token how to get one. */
const how = () =>
  element('p', { class: 'how' }, 'Nothing can be changed from here without a token: ', element('code', {}, 'page'), ' in the console gives one. ', button('Enter it', paste));

document.getElementById('changes').replaceChildren(
  how(),
  button('bind', () => bind(), { class: 'act', 'aria-label': 'bind a listener' }),
  button('tls-reload', () => run(['tls-reload']), { class: 'act', title: 'reads the TLS files of all listeners again, for new connections' }),
);
document.getElementById('jars').replaceChildren(how(), button('swap', swap, { class: 'act', 'aria-label': 'swap a jar' }));

observe((until) => {
  access.hidden = !until;
  say(access.querySelector('span'), until ? `changes until ${clock(until)}` : '');
});
access.querySelector('button').addEventListener('click', lock);
