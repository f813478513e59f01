package org.kamaelia.deploy.internal;

import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.jar.Attributes;
import org.kamaelia.deploy.Step;

/** Whether a jar is one that the operator lets in. Threading: any thread. */
final class Gate {
  private static final String UNSAID =
      "signatures are not looked at, and %s listens beyond this machine: set signatures (to off, if"
          + " that is meant)";

  private final Supplier<Policy> policy;
  private final Supplier<Optional<String>> exposed;
  private final Signatures signatures;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * @param exposed gives the name of a listener that more than this machine can reach
   */
  Gate(Supplier<Policy> policy, Supplier<Optional<String>> exposed, InstantSource clock) {
    this.policy = policy;
    this.exposed = exposed;
    signatures = new Signatures(clock);
  }

  /** Its manifest must say nothing that it may not. */
  void mustBeAllowed(Attributes manifest) throws Refused {
    Optional<String> fault = ManifestPolicy.fault(manifest, policy.get());
    if (fault.isPresent()) {
      throw new Refused(Step.VALID, fault.get());
    }
  }

  /**
   * It must be signed, if that is required.
   *
   * @return who signed it, or what is wrong with that; empty if it was not looked at
   */
  Optional<String> signer(Jar jar) throws Refused {
    Policy now = policy.get();
    if (!now.fault().isEmpty()) {
      throw new Refused(
          Step.SIGNED,
          "%s: %s: nothing is deployed until that is right".formatted(Policy.PID, now.fault()));
    }
    return switch (now.signing()) {
      case OFF -> now.signatures().isPresent() ? Optional.empty() : warning();
      case WARN -> Optional.of(lenient(jar, now));
      case REQUIRE -> Optional.of(strict(jar, now));
    };
  }

  private Optional<String> warning() {
    Optional<String> warning = exposed.get().map(UNSAID::formatted);
    if (warning.isPresent() && !warned.getAndSet(true)) {
      Folder.LOG.log(Level.WARNING, warning.get());
    }
    return warning;
  }

  private String lenient(Jar jar, Policy now) {
    try {
      return signatures.signer(jar.path(), now.trust().orElseThrow());
    } catch (BadSignature e) {
      return "warning: " + e.why();
    }
  }

  private String strict(Jar jar, Policy now) throws Refused {
    try {
      return signatures.signer(jar.path(), now.trust().orElseThrow());
    } catch (BadSignature e) {
      throw new Refused(Step.SIGNED, e.why());
    }
  }
}
