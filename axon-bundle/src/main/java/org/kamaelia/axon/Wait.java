package org.kamaelia.axon;

import java.util.List;
import java.util.stream.Collectors;
import org.kamaelia.axon.Topology.BoxId;

/** What a component waits for, as a {@link Topology} shows it. */
public sealed interface Wait {

  /**
   * Nothing that is known: it runs or is about to, has not started, blocks outside its boxes, or is
   * a device with nothing to do.
   */
  record Nothing() implements Wait {
    /** Empty. */
    @Override
    public String toString() {
      return "";
    }
  }

  /** For a time to come. */
  record Time() implements Wait {
    /** {@code its time}. */
    @Override
    public String toString() {
      return "its time";
    }
  }

  /** For the end of the components it has started: one that is made of others. */
  record Parts() implements Wait {
    /** {@code its parts}. */
    @Override
    public String toString() {
      return "its parts";
    }
  }

  /**
   * For a message, or the end of the stream.
   *
   * @param inboxes its own, any of which will do
   * @param only whether nothing else ends the wait, such as a time-out
   */
  record Message(List<BoxId> inboxes, boolean only) implements Wait {
    /** The boxes, with {@code or} between. */
    @Override
    public String toString() {
      return inboxes.stream().map(BoxId::toString).collect(Collectors.joining(" or "));
    }
  }

  /**
   * For room in a full inbox, to which it sends.
   *
   * @param inbox the last in the chain of linkages; on another loop the first one there
   * @param only whether nothing else ends the wait: a device may have more to attend to
   */
  record Room(BoxId inbox, boolean only) implements Wait {
    /** {@code room in component.box}. */
    @Override
    public String toString() {
      return "room in " + inbox;
    }
  }
}
