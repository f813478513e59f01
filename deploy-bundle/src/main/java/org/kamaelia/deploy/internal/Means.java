package org.kamaelia.deploy.internal;

/**
 * What each deployment uses.
 *
 * @param bundles the framework
 * @param net the server, if there is one
 * @param store what ran before
 * @param limits how long, and how much
 */
record Means(Bundles bundles, Net net, Store store, Limits limits) {}
