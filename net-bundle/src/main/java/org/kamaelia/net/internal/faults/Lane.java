package org.kamaelia.net.internal.faults;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.kamaelia.link.Drop;
import org.kamaelia.link.Link;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.link.LinkWatch;
import org.kamaelia.link.Packet;
import org.kamaelia.net.Datagram;

/** One direction of a socket for datagrams: a link, and how much is in it. */
final class Lane implements LinkWatch {
  /** Bytes that may be under way; what comes then is lost. */
  private static final long UNDER_WAY = 16 << 20;

  private final Link link;
  private final Consumer<Datagram> exit;
  private final Runnable loses;
  private long held;

  /**
   * @param exit where datagrams come out
   * @param loses is done when one is lost that the link has not lost
   */
  Lane(
      LinkSpec spec,
      SplittableRandom random,
      LoopTimeline timeline,
      Consumer<Datagram> exit,
      Runnable loses) {
    this.exit = exit;
    this.loses = loses;
    link = new Link(spec, random, timeline, packet -> comesOut((Parcel) packet));
    link.watch(this);
  }

  void send(Datagram datagram) {
    if (held > UNDER_WAY) {
      loses.run();
      return;
    }
    Parcel parcel = Parcel.of(datagram);
    held += parcel.length();
    link.send(parcel);
  }

  private void comesOut(Parcel parcel) {
    held -= parcel.countOnce();
    exit.accept(parcel.datagram());
  }

  @Override
  public void dropped(Packet packet, Drop why) {
    held -= ((Parcel) packet).countOnce();
  }

  /** Has no faults from now on. What is under way keeps its delay. */
  void calm() {
    link.spec(LinkSpec.ideal());
  }
}
