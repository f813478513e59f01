package org.kamaelia.testbed.sim;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How a host speaks TCP; at first as a Linux host does. Immutable.
 *
 * @param congestionControl makes what decides how much a new connection sends
 * @param mss bytes in the largest segment, options included: 1,460 over Ethernet and IPv4
 * @param initialWindow segments that are sent before anything is acknowledged, RFC 6928
 * @param sendBuffer bytes that a connection takes before they are acknowledged
 * @param receiveBuffer bytes that a connection keeps until they are read
 * @param minRto the least time after which something is sent again; RFC 6298 says one second
 * @param delayedAck how long an acknowledgement waits for company, RFC 9293, section 3.8.6.3
 * @param timestamps RFC 7323: 12 bytes of each segment
 * @param sack selective acknowledgements, RFC 2018
 * @param ecn asks for explicit congestion notification, RFC 3168
 * @param timeWait how long an address pair rests after its connection
 */
public record TcpSettings(
    Supplier<? extends CongestionControl> congestionControl,
    int mss,
    int initialWindow,
    int sendBuffer,
    int receiveBuffer,
    Duration minRto,
    Duration delayedAck,
    boolean timestamps,
    boolean sack,
    boolean ecn,
    Duration timeWait) {

  /** As Linux does, with CUBIC. */
  public static final TcpSettings LINUX =
      new TcpSettings(
          Cubic::new,
          1460,
          10,
          2 << 20,
          2 << 20,
          Duration.ofMillis(200),
          Duration.ofMillis(40),
          true,
          true,
          false,
          Duration.ofSeconds(60));

  /** These, with another congestion control. */
  public TcpSettings withCongestionControl(Supplier<? extends CongestionControl> maker) {
    return new TcpSettings(
        maker,
        mss,
        initialWindow,
        sendBuffer,
        receiveBuffer,
        minRto,
        delayedAck,
        timestamps,
        sack,
        ecn,
        timeWait);
  }

  /** These, with another largest segment. */
  public TcpSettings withMss(int bytes) {
    return new TcpSettings(
        congestionControl,
        bytes,
        initialWindow,
        sendBuffer,
        receiveBuffer,
        minRto,
        delayedAck,
        timestamps,
        sack,
        ecn,
        timeWait);
  }

  /** These, with other buffers, in bytes. */
  public TcpSettings withBuffers(int send, int receive) {
    return new TcpSettings(
        congestionControl,
        mss,
        initialWindow,
        send,
        receive,
        minRto,
        delayedAck,
        timestamps,
        sack,
        ecn,
        timeWait);
  }

  /** These, with or without what a peer may not have. */
  public TcpSettings withOptions(boolean timestampsToo, boolean sackToo, boolean ecnToo) {
    return new TcpSettings(
        congestionControl,
        mss,
        initialWindow,
        sendBuffer,
        receiveBuffer,
        minRto,
        delayedAck,
        timestampsToo,
        sackToo,
        ecnToo,
        timeWait);
  }
}
