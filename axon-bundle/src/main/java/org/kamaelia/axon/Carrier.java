package org.kamaelia.axon;

/** Makes strands: the way in which bodies get threads and give them back. */
interface Carrier {

  Strand strand(Loop loop, Component<?, ?> component);

  /** Whether a body that blocks outside its boxes gives its loop back meanwhile. */
  boolean freesLoop();

  /** One word for logs and the console. */
  String name();
}
