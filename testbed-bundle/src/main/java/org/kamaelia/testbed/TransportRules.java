package org.kamaelia.testbed;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.Set;
import java.util.random.RandomGenerator;
import org.kamaelia.net.transport.Transport;
import org.kamaelia.testbed.TransportContract.Feature;

/** What the parts of the {@link TransportContract} have in common. */
interface TransportRules {
  Transport transport();

  Set<Feature> lacks();

  /** What a test does with one kind of address. */
  @FunctionalInterface
  interface Experiment {
    void with(TransportRig rig) throws Exception;
  }

  /** Does it for each kind of address. */
  default void each(Experiment experiment) throws Exception {
    for (AddressKind kind : AddressKind.values()) {
      if (kind.isTried(lacks())) {
        over(kind, experiment);
      }
    }
  }

  /** Does it for the kinds of TCP. */
  default void eachTcp(Experiment experiment) throws Exception {
    each(
        rig -> {
          if (rig.kind.isTcp()) {
            experiment.with(rig);
          }
        });
  }

  /** Does it for the kinds that datagrams have. */
  default void eachUdp(Experiment experiment) throws Exception {
    needs(Feature.DATAGRAMS);
    eachTcp(experiment);
  }

  /** Does it for one kind of address. */
  default void over(AddressKind kind, Experiment experiment) throws Exception {
    try (TransportRig rig = new TransportRig(transport(), kind)) {
      experiment.with(rig);
    } catch (Exception | AssertionError e) {
      throw new AssertionError("%s, %s: %s".formatted(transport().name(), kind, e.getMessage()), e);
    }
  }

  /** The message must contain this. */
  static void assertSays(String part, Throwable e) {
    assertTrue(String.valueOf(e.getMessage()).contains(part), e::toString);
  }

  /** Skips the test if the transport lacks something. */
  default void needs(Feature feature) {
    assumeFalse(lacks().contains(feature), () -> transport().name() + " has no " + feature);
  }

  /** Runs something with a seed, which is shown if it fails. */
  default void seeded(Seeded run) throws Exception {
    long seed =
        Long.getLong("kamaelia.seed", RandomGenerator.getDefault().nextInt(1, 1_000_000_000));
    try {
      run.with(seed);
    } catch (Exception | AssertionError e) {
      throw new AssertionError("with seed %d: %s".formatted(seed, e.getMessage()), e);
    }
  }

  /** What depends on a seed. */
  @FunctionalInterface
  interface Seeded {
    void with(long seed) throws Exception;
  }
}
