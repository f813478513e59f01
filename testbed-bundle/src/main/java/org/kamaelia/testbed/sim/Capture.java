package org.kamaelia.testbed.sim;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.record.Direction;
import org.kamaelia.record.PcapngWriter;

/**
 * Writes what a host sends and receives to a file that Wireshark reads, as tcpdump does on a real
 * host: an interface for each direction of each path, with virtual times in nanoseconds, from 1970
 * on. A packet that is sent is in it whatever becomes of it; one that comes is in it if it comes.
 * Where nothing is captured no packet is made into bytes.
 *
 * <p>Used where its {@link Simulation} is.
 */
public final class Capture implements AutoCloseable {
  private final Host host;
  private final PcapngWriter writer;
  private final List<Runnable> detachments = new ArrayList<>();
  private boolean closed;

  private Capture(Host host, OutputStream out) throws IOException {
    this.host = host;
    writer =
        new PcapngWriter(
            out,
            "Kamaelia",
            "simulated host %s, seed %d".formatted(host, host.simulation().seed()));
    for (Path path : host.routes.paths()) {
      Path back = host.simulation().path(path.to(), host);
      int sends = add(path);
      int receives = add(back);
      path.entry(packet -> write(sends, Direction.OUT, packet));
      back.exit(packet -> write(receives, Direction.IN, packet));
      detachments.add(
          () -> {
            path.entry(null);
            back.exit(null);
          });
    }
  }

  /**
   * Begins to write, of the paths that a host has now.
   *
   * @throws IllegalStateException if it is captured there already
   */
  public static Capture of(Host host, java.nio.file.Path file) throws IOException {
    return new Capture(host, new BufferedOutputStream(Files.newOutputStream(file)));
  }

  private int add(Path path) throws IOException {
    return writer.add(PcapngWriter.RAW, path.toString(), "");
  }

  private void write(int link, Direction direction, SimulatedPacket packet) {
    try {
      writer.write(link, host.simulation().now(), direction, IpBytes.of(packet), comment(packet));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String comment(SimulatedPacket packet) {
    return packet.corrupt ? "corrupted on the way" : "";
  }

  /** Ends it. */
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      detachments.forEach(Runnable::run);
      writer.close();
    }
  }
}
