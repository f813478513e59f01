// Figures over the last minutes.

import uPlot from './lib/uPlot.esm.js';
import { history } from './stream.js';
import { bytes, element, number, span } from './words.js';

const HEIGHT = 150;
const dark = matchMedia('(prefers-color-scheme: dark)');
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const place = document.getElementById('plots');

const PLOTS = [
  ['Throughput', (v) => `${bytes(v)}/s`, [['received', 'received', 'accent'], ['sent', 'sent', 'second']]],
  ['Connections', number, [['open', 'connections', 'accent']]],
  ['Connections a second', (v) => number(Math.round(v * 10) / 10), [['accepted', 'accepted', 'accent'], ['rejected', 'rejected', 'bad']]],
  ['Latency', span, [['loop', 'answer', 'accent'], ['RTT', 'rtt', 'second'], ['RTT, 95 %', 'rtt95', 'warn']]],
];

/** Bytes are counted in these. */
const POWERS = Array.from({ length: 50 }, (_, i) => 2 ** i);

let plots = [];

function make() {
  place.replaceChildren();
  plots = PLOTS.map(([title, words, series]) => {
    const figure = element('figure', {}, element('figcaption', {}, title));
    place.append(figure);
    const axis = { stroke: colour('soft'), grid: { stroke: colour('line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    const plot = new uPlot(
      {
        width: Math.max(100, figure.clientWidth),
        height: HEIGHT,
        padding: [6, 8, 0, 0],
        cursor: { y: false, points: { size: 5 } },
        legend: { live: true },
        scales: { y: { range: (u, low, high) => [0, high > 0 ? high * 1.1 : 1] } },
        axes: [
          { ...axis, size: 26, space: 70, values: (u, all) => all.map((s) => new Date(s * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })) },
          { ...axis, size: 74, space: 34, values: (u, all) => all.map((v) => (v === 0 ? '0' : words(v))), ...(title === 'Throughput' ? { incrs: POWERS } : {}) },
        ],
        series: [
          { value: () => '' },
          ...series.map(([label, , name]) => ({
            label,
            stroke: colour(name),
            width: 1.5,
            points: { show: false },
            spanGaps: true,
            value: (u, v) => (v == null ? '–' : words(v)),
          })),
        ],
      },
      data(series),
      figure,
    );
    return { plot, series, figure };
  });
}

/** Over a time that is long enough to see something. */
const data = (series) => [history.at, ...series.map(([, name]) => history[name])];

export function draw() {
  const last = history.at.at(-1);
  if (last === undefined) return;
  for (const { plot, series } of plots) {
    plot.batch(() => {
      plot.setData(data(series), false);
      plot.setScale('x', { min: Math.min(history.at[0], last - 60), max: last });
      if (plot.cursor.idx == null) plot.setLegend({ idx: history.at.length - 1 });
    });
  }
}

export function resize() {
  if (place.offsetParent === null) return;
  if (plots.length === 0) make();
  for (const { plot, figure } of plots) {
    if (Math.abs(plot.width - figure.clientWidth) > 1) plot.setSize({ width: figure.clientWidth, height: HEIGHT });
  }
  draw();
}

new ResizeObserver(resize).observe(place);
dark.addEventListener('change', () => {
  plots.forEach(({ plot }) => plot.destroy());
  plots = [];
  resize();
});
