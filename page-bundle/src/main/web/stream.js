// What the server tells, and a copy of it that is kept up by that. The server's Sheet.java writes
// what is read here.

const GROUP = /^net\/listener\[(.*?)\](?:\/conn\[(\d+)\])?/;
const MINUTES = 10;

export const groups = new Map();
export const components = new Map();
export const connections = new Map();
/** Of those that were wished for. */
export let boxes = {};
export let tcp = {};

export const now = {
  listeners: [],
  protocols: [],
  loops: [],
  deployments: [],
  health: null,
  log: [],
  /** The server's clock less ours, in milliseconds. */
  skew: 0,
  live: false,
};

/** Figures over time, a list for each. */
export const history = { at: [], received: [], sent: [], connections: [], accepted: [], rejected: [], turns: [], answer: [], rtt: [], rtt95: [] };

const listeners = new Set();

/** Calls it with the set of what has changed, at each update. */
export const listen = (it) => listeners.add(it);

const wishes = new Map();

/** Asks for the figures of these; of each asker the last wish counts. */
export function wish(who, those) {
  wishes.set(who, those);
}

/** The server's time. */
export const time = () => Date.now() + now.skew;

function tell(changed) {
  for (const it of listeners) {
    try {
      it(changed);
    } catch (e) {
      console.error(e);
    }
  }
}

function setGroup([id, name, loop, origin, failures, restarts, waits]) {
  const known = groups.get(id);
  const [, listener, conn] = GROUP.exec(name) ?? [];
  groups.set(id, {
    id, name, loop, origin, failures, restarts, waits, listener,
    connection: conn && Number(conn),
    members: known?.members ?? new Set(),
    shape: undefined,
  });
}

function setComponent([id, group, name, kind, active, flat]) {
  const links = [];
  for (let i = 0; i < flat.length; i += 3) links.push([flat[i], flat[i + 1], flat[i + 2]]);
  components.set(id, { id, group, name, kind, active, links });
  const its = groups.get(group);
  if (its) {
    its.members.add(id);
    its.shape = undefined;
  }
}

function removeComponent(id) {
  const its = groups.get(components.get(id)?.group);
  if (its) {
    its.members.delete(id);
    its.shape = undefined;
  }
  components.delete(id);
}

function setConnection([id, listener, protocol, version, finishing, busy, peer, local, since, moved, received, sent], at) {
  const known = connections.get(id);
  const passed = known ? (at - known.at) / 1000 : 0;
  connections.set(id, {
    id, listener, protocol, version, finishing, busy, peer, local, since, moved, received, sent, at,
    rate: passed > 0 ? (received + sent - known.received - known.sent) / passed : 0,
  });
}

function apply(update) {
  const changed = new Set(Object.keys(update));
  if (!update.whole) changed.delete('whole');
  now.skew = update.now - Date.now();
  if (update.whole) {
    groups.clear();
    components.clear();
    connections.clear();
    now.log = [];
    for (const part of ['groups', 'components', 'connections']) changed.add(part);
  }
  update.groups?.set.forEach(setGroup);
  update.components?.set.forEach(setComponent);
  update.components?.gone.forEach(removeComponent);
  update.groups?.gone.forEach((id) => groups.delete(id));
  if (update.groups && !update.whole) {
    // its members may have been known before it
    for (const [id] of update.groups.set) {
      if (groups.get(id).members.size === 0) {
        for (const it of components.values()) if (it.group === id) groups.get(id).members.add(it.id);
      }
    }
  }
  update.connections?.set.forEach((row) => setConnection(row, update.now));
  update.connections?.gone.forEach((id) => connections.delete(id));
  if (update.boxes) boxes = update.boxes;
  if (update.tcp) tcp = update.tcp;
  for (const part of ['protocols', 'deployments', 'health']) {
    if (part in update) now[part] = update[part];
  }
  if (update.loops) figures(update);
  if (update.log) now.log = now.log.concat(update.log).slice(-1000);
  return changed;
}

let before;

/** Rates, from two looks. */
function figures(update) {
  const seconds = before ? (update.now - before.now) / 1000 : 0;
  const was = new Map(before?.listeners.map((it) => [it.name, it]));
  for (const it of update.listeners) {
    const then = was.get(it.name);
    for (const figure of ['received', 'sent', 'accepted', 'rejected']) {
      it[`${figure}Rate`] = then && seconds > 0 ? Math.max(0, it[figure] - then[figure]) / seconds : 0;
    }
  }
  update.loops.forEach((it, i) => {
    const then = before?.loops[i];
    it.turnsRate = then && seconds > 0 ? Math.max(0, it.turns - then.turns) / seconds : 0;
  });
  now.listeners = update.listeners;
  now.loops = update.loops;
  if (seconds > 0) {
    const sum = (figure) => update.listeners.reduce((all, it) => all + it[figure], 0);
    const sample = {
      at: update.now / 1000,
      received: sum('receivedRate'),
      sent: sum('sentRate'),
      connections: sum('connections'),
      accepted: sum('acceptedRate'),
      rejected: sum('rejectedRate'),
      turns: update.loops.reduce((all, it) => all + it.turnsRate, 0),
      answer: update.answer,
      rtt: update.rtt?.[0] ?? null,
      rtt95: update.rtt?.[1] ?? null,
    };
    for (const [name, value] of Object.entries(sample)) {
      history[name].push(value);
      if (history[name].length > MINUTES * 60) history[name].shift();
    }
  }
  if (seconds > 0.2 || !before) before = update;
}

let patience = 500;

/** Follows the server, for ever. */
export function follow() {
  const socket = new WebSocket(new URL('live', location.href.replace(/^http/, 'ws').replace(/[?#].*/, '')));
  let seen = 0;
  socket.onmessage = ({ data }) => {
    const update = JSON.parse(data);
    if (!now.live) {
      now.live = true;
      patience = 500;
      before = undefined;
    }
    const changed = apply(update);
    changed.add('live');
    tell(changed);
    seen++;
    const all = { seen, components: new Set(), connections: new Set() };
    for (const it of wishes.values()) {
      it.components?.forEach((id) => all.components.add(id));
      it.connections?.forEach((id) => all.connections.add(id));
    }
    socket.send(JSON.stringify({ seen, components: [...all.components].slice(0, 500), connections: [...all.connections].slice(0, 500) }));
  };
  socket.onclose = () => {
    now.live = false;
    tell(new Set(['live']));
    setTimeout(follow, patience);
    patience = Math.min(10000, patience * 2);
  };
}
