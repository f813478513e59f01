package org.kamaelia.testbed;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Transport;

/** Socket options. */
interface OptionRules extends TransportRules {
  /** What no transport knows. */
  SocketOption<Integer> UNKNOWN =
      new SocketOption<>() {
        @Override
        public String name() {
          return "SO_UNHEARD_OF";
        }

        @Override
        public Class<Integer> type() {
          return Integer.class;
        }

        @Override
        public String toString() {
          return name();
        }
      };

  private void supports(SocketOption<?>... options) {
    supports(transport(), options);
  }

  /** Skips the test if the transport does not have them all. */
  static void supports(Transport transport, SocketOption<?>... options) {
    for (SocketOption<?> option : options) {
      assumeTrue(
          transport.supportedOptions().contains(option),
          () -> transport.name() + " does not support " + option);
    }
  }

  private static <T> void set(StreamEnd end, SocketOption<T> option, T value) throws Exception {
    end.on(
        () -> {
          end.stream.option(option, value);
          return end;
        });
  }

  @ContractTest
  default void anOptionThatIsNotSupportedIsNamed() throws Exception {
    each(
        rig -> {
          Options unknown = Options.NONE.with(UNKNOWN, 1);
          OpenPort port = rig.listen();
          named(() -> rig.open(rig.newAddress(), unknown));
          named(() -> rig.connecting(port.address(), unknown));
          named(() -> set(rig.link(port, Options.NONE).far(), UNKNOWN, 1));
        });
  }

  /** What is refused. */
  @FunctionalInterface
  interface Refused {
    void run() throws Exception;
  }

  private static void named(Refused refused) {
    Exception e = assertThrows(UnsupportedOperationException.class, refused::run);
    TransportRules.assertSays("SO_UNHEARD_OF", e);
  }

  @ContractTest
  default void aValueThatIsRefusedIsNamed() throws Exception {
    supports(StandardSocketOptions.IP_TOS);
    over(
        AddressKind.IPV4,
        rig -> {
          Options wrong = Options.NONE.with(StandardSocketOptions.IP_TOS, -100);
          OpenPort port = rig.listen();
          refused(() -> rig.open(rig.newAddress(), wrong));
          refused(() -> rig.connecting(port.address(), wrong));
          refused(
              () -> set(rig.link(port, Options.NONE).far(), StandardSocketOptions.IP_TOS, -100));
        });
  }

  private static void refused(Refused refused) {
    Exception e = assertThrows(IOException.class, refused::run);
    TransportRules.assertSays("IP_TOS", e);
    TransportRules.assertSays("-100", e);
  }

  @ContractTest
  default void aStreamsOptionsAreSet() throws Exception {
    supports(StandardSocketOptions.SO_SNDBUF, StandardSocketOptions.SO_RCVBUF);
    each(
        rig -> {
          Options small = Options.NONE.with(StandardSocketOptions.SO_SNDBUF, 4096);
          OpenPort port = rig.listen();
          long usual = rig.fill(rig.link(port, Options.NONE).near());
          long less = rig.fill(rig.link(port, small).near());
          assertTrue(less < usual, "of %d bytes still %d found room".formatted(usual, less));
          StreamEnd later = rig.link(port, Options.NONE).near();
          set(later, StandardSocketOptions.SO_SNDBUF, 4096);
          less = rig.fill(later);
          assertTrue(less < usual, "of %d bytes still %d found room".formatted(usual, less));
        });
  }

  @ContractTest
  default void aPortsOptionsAreThoseOfWhatItAccepts() throws Exception {
    supports(StandardSocketOptions.SO_SNDBUF);
    each(
        rig -> {
          long usual = rig.fill(rig.link(rig.listen(), Options.NONE).far());
          Options small = Options.NONE.with(StandardSocketOptions.SO_SNDBUF, 4096);
          long less = rig.fill(rig.link(rig.listen(small), Options.NONE).far());
          assertTrue(less < usual, "of %d bytes still %d found room".formatted(usual, less));
        });
  }

  @ContractTest
  default void theOptionsOfTcpAreTaken() throws Exception {
    supports(StandardSocketOptions.TCP_NODELAY, StandardSocketOptions.SO_KEEPALIVE);
    eachTcp(
        rig -> {
          Options both =
              Options.NONE
                  .with(StandardSocketOptions.TCP_NODELAY, false)
                  .with(StandardSocketOptions.SO_KEEPALIVE, true);
          var link = rig.link(rig.listen(both), both);
          set(link.near(), StandardSocketOptions.TCP_NODELAY, true);
          set(link.far(), StandardSocketOptions.SO_KEEPALIVE, false);
        });
  }
}
