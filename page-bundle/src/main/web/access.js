// Whether something may be changed from here: with a token that the console gives, which is kept as
// long as this tab is there.

const KEY = 'kamaelia.token';
const MARK = 'token=';

/** Until when the token holds, in milliseconds; 0 without one. */
let until = 0;
let timer;
const listeners = new Set();

/** Calls it with until when something may be changed, 0 for not at all; now, and when that changes. */
export function observe(it) {
  listeners.add(it);
  it(until);
}

function set(time) {
  if (time === until) return;
  until = time;
  clearTimeout(timer);
  if (time) timer = setTimeout(lock, Math.max(0, time - Date.now()));
  document.documentElement.dataset.access = time ? 'open' : 'closed';
  for (const it of listeners) it(time);
}

/** Forgets the token. */
export function lock() {
  sessionStorage.removeItem(KEY);
  set(0);
}

/** Runs a command of the console's, by its words; without any it only asks whether the token holds. */
export async function ask(words) {
  const response = await fetch('change', {
    method: 'POST',
    headers: { Authorization: `Bearer ${sessionStorage.getItem(KEY)}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(words),
  });
  if (response.status === 401) lock();
  if (!response.ok) throw new Error((await response.text()).trim());
  const answer = await response.json();
  set(answer.until);
  return answer;
}

/** Takes a token, or an address with one. */
export function enter(text) {
  const token = text.trim().split(MARK).pop();
  if (!/^[\w-]+$/.test(token)) throw new Error('that is no token');
  sessionStorage.setItem(KEY, token);
  return ask([]);
}

/** Takes the token out of the address, so that it is not seen there; true if there was one. */
export function arrives() {
  const [name, token] = location.hash.split(MARK);
  if (name !== '#' || !token) return false;
  history.replaceState(null, '', location.pathname);
  enter(token).catch((e) => console.warn(e.message));
  return true;
}

/** Goes on with the one that the tab has. */
export function resume() {
  if (sessionStorage.getItem(KEY)) ask([]).catch((e) => console.warn(e.message));
}
