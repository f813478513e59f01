package org.kamaelia.net.internal.faults;

/** Something with faults, which may be ended. */
interface Faulty {
  /** Has no faults from now on. Any thread. */
  void calm();
}
