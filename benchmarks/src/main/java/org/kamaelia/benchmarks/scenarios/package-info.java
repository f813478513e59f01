/**
 * The same small tasks for Axon and for what a Java, Go, Erlang or Python programmer would pick
 * instead, each in a process of its own.
 */
@NullMarked
package org.kamaelia.benchmarks.scenarios;

import org.jspecify.annotations.NullMarked;
