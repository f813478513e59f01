package org.kamaelia.deploy.internal;

/**
 * What each deployment uses.
 *
 * @param bundles the framework
 * @param store what ran before
 * @param limits how long, and how much
 */
record Means(Bundles bundles, Store store, Limits limits) {}
