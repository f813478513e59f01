package org.kamaelia.lab;

import java.io.IOException;
import java.util.Collection;
import java.util.Set;

/** Where curves are read from, which are too large to have all of them at hand. */
@FunctionalInterface
interface Curves {

  /** A run. */
  record Place(String cell, long seed) {}

  /** All outcomes, and of some runs their curves. */
  Collection<Outcome> read(Set<Place> places) throws IOException;
}
