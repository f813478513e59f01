package org.kamaelia.stress;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.kamaelia.net.Rejection;

/** What a listener may suffer, and what its operator has set against it. */
enum Attack {
  /** Each sends a byte now and then, and no end of a line. */
  SLOWLORIS(
      "1 byte each 500 ms",
      List.of("protocol=lines", "minRate=64", "minRateWindow=2s"),
      List.of(Rejection.TOO_SLOW),
      true) {
    @Override
    int step(SocketChannel connection, int step, SplittableRandom random) throws IOException {
      say(connection, "a");
      hear(connection);
      return 500;
    }
  },

  /** Each asks for more than there is, and reads nothing of it. */
  SLOW_READER(
      "asks for much, never reads",
      List.of("protocol=lines", "stallTimeout=2s", "bufferOut=8KiB"),
      List.of(Rejection.STALLED),
      true) {
    @Override
    int step(SocketChannel connection, int step, SplittableRandom random) throws IOException {
      say(connection, step == 0 ? "much\n" : "\n");
      return 500;
    }
  },

  /** Each connects and closes, as fast as it goes. */
  FLOOD(
      "connect and close, as fast as it goes",
      List.of("protocol=lines", "acceptRate=500", "acceptBurst=200"),
      List.of(Rejection.TOO_FAST),
      false) {
    @Override
    int step(SocketChannel connection, int step, SplittableRandom random) throws IOException {
      if (random.nextBoolean()) {
        connection.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      return Attackers.Script.CLOSE;
    }
  },

  /** Each connects and stays, and comes again when it is cut. */
  CROWD(
      "connect and stay, 4 an address",
      List.of("protocol=lines", "maxPerAddress=2"),
      List.of(Rejection.ADDRESS_FULL),
      true) {
    @Override
    int step(SocketChannel connection, int step, SplittableRandom random) throws IOException {
      hear(connection);
      return 50;
    }
  },

  /** Each begins a handshake and leaves when the server has done its part. */
  HANDSHAKES(
      "TLS handshakes that are left after the server's part",
      List.of(
          "protocol=lines",
          "tlsCertificates=",
          "handshakeTimeout=1m",
          "acceptRate=150",
          "acceptBurst=150"),
      List.of(Rejection.TOO_FAST),
      false) {
    @Override
    int step(SocketChannel connection, int step, SplittableRandom random) throws IOException {
      if (step == 0) {
        connection.write(ByteBuffer.wrap(Hello.BYTES));
      }
      return hear(connection) > 0 ? Attackers.Script.CLOSE : 5;
    }
  },

  /** Bytes of any kind instead of TLS. */
  GARBAGE_TLS(
      "random bytes where TLS is expected",
      List.of("protocol=lines", "tlsCertificates=", "handshakeTimeout=1m"),
      List.of(Rejection.TLS),
      false) {
    @Override
    int step(SocketChannel connection, int step, SplittableRandom random) throws IOException {
      return garbage(
          connection, step, random, step > 0 ? "" : random.nextBoolean() ? "\u0016\u0003" : "");
    }
  },

  /** Bytes of any kind where the first ones decide. */
  GARBAGE_SNIFFED(
      "random bytes where the first ones decide",
      List.of("protocol=lines", "sniff=knock", "tlsCertificates=", "tlsOptional=yes"),
      List.of(),
      true) {
    @Override
    int step(SocketChannel connection, int step, SplittableRandom random) throws IOException {
      return garbage(connection, step, random, step > 0 ? "" : random.nextBoolean() ? "KNOCK" : "");
    }
  },

  /** Bytes of any kind instead of a PROXY header. */
  GARBAGE_PROXY(
      "random bytes where a PROXY header is expected",
      List.of("protocol=lines", "proxy=127.0.1.0/24", "proxyOthers=plain"),
      List.of(Rejection.PROXY),
      true) {
    @Override
    int step(SocketChannel connection, int step, SplittableRandom random) throws IOException {
      return garbage(
          connection, step, random, step > 0 ? "" : random.nextBoolean() ? "PROXY " : "");
    }
  },

  /** SYNs from addresses that never answer. */
  HALF_OPEN("SYNs, and nothing after them", List.of("protocol=lines"), List.of(), true) {
    @Override
    int step(SocketChannel connection, int step, SplittableRandom random) {
      throw new UnsupportedOperationException("these have no connection");
    }
  };

  /** For the settings of those that need a certificate. */
  static final String CERTIFICATE = "tlsCertificates=";

  private final String what;
  private final List<String> settings;
  private final List<Rejection> reasons;
  private final boolean letsNewOnesIn;

  /** A client's first words; made when they are needed. */
  private static final class Hello {
    static final byte[] BYTES = make();

    private static byte[] make() {
      try {
        return Tls.hello();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  Attack(String what, List<String> settings, List<Rejection> reasons, boolean letsNewOnesIn) {
    this.what = what;
    this.settings = settings;
    this.reasons = reasons;
    this.letsNewOnesIn = letsNewOnesIn;
  }

  /** In a few words. */
  String what() {
    return what;
  }

  /** The listener's settings; {@link #CERTIFICATE} without its file. */
  List<String> settings() {
    return settings;
  }

  /** Why attackers are rejected. */
  List<Rejection> reasons() {
    return reasons;
  }

  /** Whether new good clients are served meanwhile: a limit for all keeps them out as well. */
  boolean letsNewOnesIn() {
    return letsNewOnesIn;
  }

  /** Whether the good clients speak TLS. */
  boolean isTls() {
    return settings.contains(CERTIFICATE) && !settings.contains("tlsOptional=yes");
  }

  /** As {@link Attackers.Script#step}. */
  abstract int step(SocketChannel connection, int step, SplittableRandom random) throws IOException;

  private static int garbage(
      SocketChannel connection, int step, SplittableRandom random, String before)
      throws IOException {
    if (step == 0) {
      say(connection, before);
      byte[] bytes = new byte[1 + random.nextInt(2000)];
      random.nextBytes(bytes);
      connection.write(ByteBuffer.wrap(bytes));
    }
    hear(connection);
    return step < 5 ? 20 : Attackers.Script.CLOSE;
  }

  private static void say(SocketChannel connection, String text) throws IOException {
    connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static int hear(SocketChannel connection) throws IOException {
    int count = connection.read(ByteBuffer.allocate(4096));
    if (count < 0) {
      throw new EOFException("cut");
    }
    return count;
  }

  /** As it is asked for. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
