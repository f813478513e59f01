// Where the components of a group are drawn: messages flow from left to right. Groups of one shape,
// as connections of one protocol are, share a layout; so ten thousand are laid out once.

import dagre from './lib/dagre.esm.js';
import { components } from './stream.js';

const DETAILED = { ranksep: 90, nodesep: 26, height: 40, least: 112 };
const PLAIN = { ranksep: 26, nodesep: 10, height: 24, least: 0 };

/** Above this, columns by distance do: the library's time grows faster than the graph. */
const MANY = 200;
const known = new Map();

const label = (it, group) => (it.name.startsWith(`${group.name}/`) ? it.name.slice(group.name.length + 1) : it.kind);

/** A group's members, in the order of its shape's nodes, and the shape. */
export function shape(group) {
  if (group.shape) return group.shape;
  const ids = [...group.members].sort((a, b) => a - b);
  const place = new Map(ids.map((id, i) => [id, i]));
  const labels = ids.map((id) => label(components.get(id), group));
  const edges = [];
  ids.forEach((id, i) => {
    for (const [box, to, toBox] of components.get(id).links) {
      const j = place.get(to);
      if (j !== undefined) edges.push([i, j, box, toBox]);
    }
  });
  const key = JSON.stringify([labels, edges]);
  let its = known.get(key);
  if (!its) {
    its = { labels, edges };
    if (known.size > 500) known.clear();
    known.set(key, its);
  }
  group.shape = { ids, of: its };
  return group.shape;
}

/** The places for a shape, in pixels. */
export function places(it, detailed) {
  const name = detailed ? 'detailed' : 'plain';
  it[name] ??= it.labels.length > MANY ? columns(it, detailed ? DETAILED : PLAIN) : layered(it, detailed ? DETAILED : PLAIN);
  return it[name];
}

const width = (text, least) => Math.max(least, Math.min(190, Math.round(text.length * 6.4) + 18));

function layered(it, { ranksep, nodesep, height, least }) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', ranksep, nodesep, edgesep: 6, marginx: 2, marginy: 2 });
  graph.setDefaultEdgeLabel(() => ({}));
  it.labels.forEach((text, i) => graph.setNode(String(i), { width: width(text, least), height }));
  it.edges.forEach(([from, to], i) => graph.setEdge(String(from), String(to), {}, String(i)));
  dagre.layout(graph);
  const nodes = it.labels.map((text, i) => {
    const { x, y, width: w } = graph.node(String(i));
    return { x: x - w / 2, y: y - height / 2, w, h: height };
  });
  return { nodes, ...size(nodes) };
}

/** By the distance from where messages come in. */
function columns(it, { ranksep, nodesep, height, least }) {
  const after = it.labels.map(() => []);
  const before = it.labels.map(() => 0);
  for (const [from, to] of it.edges) {
    after[from].push(to);
    before[to]++;
  }
  const rank = it.labels.map(() => -1);
  let front = before.flatMap((count, i) => (count === 0 ? [i] : []));
  for (let at = 0, left = 0; left < rank.length; at++) {
    if (front.length === 0) front = [rank.indexOf(-1)];
    front.forEach((i) => (rank[i] = at));
    left += front.length;
    front = [...new Set(front.flatMap((i) => after[i]))].filter((i) => rank[i] < 0);
  }
  const filled = [];
  const w = Math.max(...it.labels.map((text) => width(text, least)));
  const nodes = rank.map((at) => {
    filled[at] = (filled[at] ?? 0) + 1;
    return { x: 2 + at * (w + ranksep), y: 2 + (filled[at] - 1) * (height + nodesep), w, h: height };
  });
  return { nodes, ...size(nodes) };
}

const size = (nodes) => ({
  w: Math.max(0, ...nodes.map((it) => it.x + it.w)) + 2,
  h: Math.max(0, ...nodes.map((it) => it.y + it.h)) + 2,
});
