package org.kamaelia.axon;

/** Makes strands: the way in which bodies get threads and give them back. */
interface Carrier {

  Strand strand(Loop loop, Component<?, ?> component);

  /** One word for logs and the console. */
  String name();
}
