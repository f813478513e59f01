package org.kamaelia.deploy.internal;

/** What is asked of a jar's signatures. */
enum Signing {
  /** They are not looked at. */
  OFF,
  /** A jar that lacks a good one runs, and it is said. */
  WARN,
  /** A jar that lacks a good one is refused. */
  REQUIRE
}
