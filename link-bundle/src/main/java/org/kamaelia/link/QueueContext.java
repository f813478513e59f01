package org.kamaelia.link;

import java.util.random.RandomGenerator;
import org.osgi.annotation.versioning.ProviderType;

/** What a link offers its queue. */
@ProviderType
public interface QueueContext {
  /** The queue's own. */
  RandomGenerator random();

  /**
   * How fast the link sends, in bits per second.
   *
   * @see Rate.Sender#bitsPerSecond
   */
  long bitsPerSecond();

  /** A packet is gone. The queue has forgotten it already. */
  void dropped(Packet packet, Drop why);

  /**
   * A packet that is to tell of congestion, with {@link Ecn#CE}, RFC 3168, section 5.
   *
   * @param packet one whose sender takes part
   */
  Packet marked(Packet packet);
}
