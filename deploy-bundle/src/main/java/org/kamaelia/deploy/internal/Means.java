package org.kamaelia.deploy.internal;

import java.nio.file.Path;
import java.time.InstantSource;

/**
 * What each deployment uses.
 *
 * @param bundles the framework
 * @param net the server, if there is one
 * @param configured what the operator has said
 * @param gate whether the operator lets a jar in
 * @param unload whether what was removed is gone
 * @param store what ran before
 * @param limits how long, and how much
 */
record Means(
    Bundles bundles,
    Net net,
    Configured configured,
    Gate gate,
    Unload unload,
    Store store,
    Limits limits) {

  /** With what is made of these. */
  static Means of(
      Bundles bundles, Net net, Configured configured, Path dumps, Store store, Limits limits) {
    return new Means(
        bundles,
        net,
        configured,
        new Gate(configured::policy, net::exposed, InstantSource.system()),
        new Unload(
            System::gc, FullCollection::run, net::isUnused, new Holders(net::components), dumps),
        store,
        limits);
  }
}
