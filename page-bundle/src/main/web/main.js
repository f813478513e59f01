// The frame: which view is shown, and how the server is.

import { arrives, resume } from './access.js';
import { follow, listen, now } from './stream.js';
import { problems } from './health.js';
import { say, several } from './words.js';
import * as overview from './overview.js';
import * as topology from './topology.js';
import * as connections from './connections.js';
import * as deployments from './deployments.js';
import * as log from './log.js';

const views = { overview, topology, connections, deployments, log };
const state = document.getElementById('state');
let shown = '';

say(document.getElementById('place'), location.host);

/** #topology, or #topology/group/12: what is after the name is the view's. */
function show() {
  const [name, ...rest] = location.hash.slice(1).split('/');
  const wanted = name in views ? name : 'overview';
  for (const [each, view] of Object.entries(views)) {
    const here = each === wanted;
    document.getElementById(each).hidden = !here;
    const link = document.querySelector(`nav a[href="#${each}"]`);
    if (here) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
    if (!here && each === shown) view.hide?.();
  }
  shown = wanted;
  document.title = `${wanted[0].toUpperCase()}${wanted.slice(1)} · Kamaelia`;
  views[wanted].show(rest);
}

listen((changed) => {
  const wrong = problems();
  const how = !now.live ? 'gone' : wrong.length ? 'wrong' : now.health ? 'well' : '';
  state.dataset.state = how;
  say(
    state.querySelector('.words'),
    !now.live ? 'no connection to the server' : wrong.length ? several(wrong.length, 'problem', 'problems') : now.health ? 'all is well' : 'nobody has looked whether all is well',
  );
  views[shown]?.update?.(changed);
});

window.addEventListener('hashchange', () => {
  arrives();
  show();
});
if (!arrives()) resume();
show();
follow();
