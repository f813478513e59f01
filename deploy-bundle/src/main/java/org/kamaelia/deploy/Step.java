package org.kamaelia.deploy;

import java.util.Locale;

/** What a jar goes through, in this order. Until {@link #MOVE}, what runs is not touched. */
public enum Step {
  /** All of it is there and undamaged. */
  WHOLE,
  /** It is a bundle, and may be one here. */
  VALID,
  /** Who signed it. */
  SIGNED,
  /** Installed beside what runs. */
  INSTALL,
  /** What it needs is there. */
  RESOLVE,
  /** Its activator and its components start; its protocols are held back. */
  START,
  /** Its protocols work, each by itself. */
  TEST,
  /** Listeners give new connections to it. */
  MOVE,
  /** The old bundle's connections finish. */
  FINISH,
  /** The old bundle is stopped and uninstalled. */
  UNINSTALL,
  /** Nothing holds the old bundle's classes any more. */
  UNLOAD;

  /** The name in lower case, as it is said. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
