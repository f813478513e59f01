package org.kamaelia.net.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.net.internal.linux.Errno.EACCES;
import static org.kamaelia.net.internal.linux.Errno.EADDRINUSE;
import static org.kamaelia.net.internal.linux.Errno.EADDRNOTAVAIL;
import static org.kamaelia.net.internal.linux.Errno.EAGAIN;
import static org.kamaelia.net.internal.linux.Errno.ECONNABORTED;
import static org.kamaelia.net.internal.linux.Errno.ECONNREFUSED;
import static org.kamaelia.net.internal.linux.Errno.ECONNRESET;
import static org.kamaelia.net.internal.linux.Errno.EHOSTUNREACH;
import static org.kamaelia.net.internal.linux.Errno.EINTR;
import static org.kamaelia.net.internal.linux.Errno.EMFILE;
import static org.kamaelia.net.internal.linux.Errno.ENOTCONN;
import static org.kamaelia.net.internal.linux.Errno.EPIPE;
import static org.kamaelia.net.internal.linux.Errno.EPROTONOSUPPORT;
import static org.kamaelia.net.internal.linux.Errno.ETIMEDOUT;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.net.transport.LinuxOptions;
import org.kamaelia.net.transport.Options;

/** What becomes of each error number; most cannot be provoked, so the calls are told to fail. */
@EnabledOnOs(OS.LINUX)
class SocketTest {
  private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

  private final FakeCalls fake = new FakeCalls();
  private final Calls calls = fake.calls();
  private final Socket socket;

  SocketTest() throws IOException {
    socket = Socket.open(ANY, Options.NONE, calls);
  }

  @AfterEach
  void close() {
    socket.close(calls);
  }

  @ParameterizedTest
  @CsvSource({EADDRINUSE + ",in use", EADDRNOTAVAIL + ",assign", EACCES + ",denied"})
  void anAddressThatCannotBeHadIsABindException(int errno, String text) {
    fake.answer("bind", -errno);
    assertThatThrownBy(() -> socket.bind(ANY, calls))
        .isInstanceOf(BindException.class)
        .hasMessageContaining(text);
  }

  @Test
  void listeningAtAnAddressThatIsTakenIsABindException() {
    fake.answer("listen", -EADDRINUSE);
    assertThatThrownBy(() -> socket.listen(1, calls)).isInstanceOf(BindException.class);
  }

  @Test
  void aPeerThatRefusesOrDoesNotAnswerIsAConnectException() {
    fake.answer("connect", -ECONNREFUSED, -ETIMEDOUT, -EHOSTUNREACH, -EADDRNOTAVAIL, -EMFILE);
    assertThatThrownBy(() -> socket.connect(ANY, calls))
        .isInstanceOf(ConnectException.class)
        .hasMessage("Connection refused");
    assertThatThrownBy(() -> socket.connect(ANY, calls))
        .isInstanceOf(ConnectException.class)
        .hasMessage("Connection timed out");
    assertThatThrownBy(() -> socket.connect(ANY, calls)).isInstanceOf(NoRouteToHostException.class);
    assertThatThrownBy(() -> socket.connect(ANY, calls)).isInstanceOf(BindException.class);
    assertThatThrownBy(() -> socket.connect(ANY, calls))
        .isInstanceOf(SocketException.class)
        .hasMessage("Too many open files");
  }

  @Test
  void connectingThatIsInterruptedGoesOn() throws IOException {
    fake.answer("connect", -EINTR);
    assertThat(socket.connect(ANY, calls)).isFalse();
    fake.answer("getpeername", -ENOTCONN);
    assertThat(socket.isConnected(calls)).isFalse();
  }

  @Test
  void anAcceptThatIsInterruptedOrFindsThePeerGoneIsTriedAgain() throws IOException {
    socket.bind(ANY, calls);
    socket.listen(1, calls);
    fake.answer("accept4", -EINTR, -ECONNABORTED, -EINTR);
    assertThat(socket.accept(calls)).isNull();
    assertThat(fake.count("accept4")).isEqualTo(4);
  }

  @Test
  void anAcceptForWantOfDescriptorsIsAnError() throws IOException {
    fake.answer("accept4", -EMFILE);
    assertThatThrownBy(() -> socket.accept(calls)).hasMessage("Too many open files");
  }

  @Test
  void aReadIsTriedAgainWhenInterruptedAndFindsNothingOrTheEnd() throws IOException {
    fake.answer("recv", -EINTR, -EAGAIN, -EINTR, 0);
    assertThat(socket.receive(0, 1, calls)).isEqualTo(Socket.NOTHING);
    assertThat(socket.receive(0, 1, calls)).isZero();
    fake.answer("recv", -ECONNRESET);
    assertThatThrownBy(() -> socket.receive(0, 1, calls)).hasMessage("Connection reset by peer");
  }

  @Test
  void aWriteIsTriedAgainWhenInterruptedAndFindsNoRoom() throws IOException {
    fake.answer("send", -EINTR, 7, -EAGAIN);
    assertThat(socket.send(0, 9, calls)).isEqualTo(7);
    assertThat(socket.send(0, 9, calls)).isZero();
    fake.answer("send", -EPIPE);
    assertThatThrownBy(() -> socket.send(0, 9, calls)).hasMessage("Broken pipe");
  }

  @Test
  void withArraysItIsTheSame() throws IOException {
    byte[] bytes = new byte[9];
    fake.answer("recv", -EINTR, -EAGAIN, 7);
    assertThat(socket.receive(bytes, calls)).isEqualTo(Socket.NOTHING);
    assertThat(socket.receive(bytes, calls)).isEqualTo(7);
    fake.answer("recv", -ECONNRESET);
    assertThatThrownBy(() -> socket.receive(bytes, calls)).hasMessage("Connection reset by peer");
    fake.answer("send", -EINTR, 7, -EAGAIN);
    assertThat(socket.send(bytes, 1, 8, calls)).isEqualTo(7);
    assertThat(socket.send(bytes, 1, 8, calls)).isZero();
    fake.answer("send", -EPIPE);
    assertThatThrownBy(() -> socket.send(bytes, 1, 8, calls)).hasMessage("Broken pipe");
  }

  @Test
  void endingTheOutputOfAConnectionThatHasGoneIsNoError() throws IOException {
    fake.answer("shutdown", -ENOTCONN);
    socket.endOutput(calls);
    fake.answer("shutdown", -EPIPE);
    assertThatThrownBy(() -> socket.endOutput(calls)).isInstanceOf(SocketException.class);
  }

  @Test
  void aSocketThatCannotBeMadeSaysWhy() {
    fake.answer("socket", -EMFILE);
    assertThatThrownBy(() -> Socket.open(ANY, Options.NONE, calls))
        .hasMessage("Too many open files");
  }

  @Test
  void withoutMptcpItIsTcp() throws IOException {
    fake.answer("socket", -EPROTONOSUPPORT);
    Socket plain = Socket.open(ANY, Options.NONE.with(LinuxOptions.MPTCP, true), calls);
    assertThat(fake.count("socket")).isEqualTo(3);
    plain.close(calls);
    fake.answer("socket", -EMFILE);
    assertThatThrownBy(() -> Socket.open(ANY, Options.NONE.with(LinuxOptions.MPTCP, true), calls))
        .hasMessage("Too many open files");
  }

  @Test
  void anOptionThatTheSystemRefusesSaysWhy() {
    assertThatThrownBy(() -> socket.set(LinuxOptions.TCP_CONGESTION, "no-such-thing", calls))
        .isInstanceOf(SocketException.class)
        .hasMessage("No such file or directory");
    assertThatThrownBy(() -> socket.set(StandardSocketOptions.IP_MULTICAST_TTL, 1, calls))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("IP_MULTICAST_TTL");
  }

  @Test
  void aClosedDescriptorIsNeverUsedAgain() throws IOException {
    socket.close(calls);
    socket.close(calls);
    assertThat(fake.count("close")).isEqualTo(1);
    assertThatThrownBy(() -> socket.receive(0, 1, calls))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> socket.send(0, 1, calls)).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> socket.accept(calls)).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> socket.endOutput(calls)).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> socket.set(StandardSocketOptions.TCP_NODELAY, true, calls))
        .isInstanceOf(ClosedChannelException.class);
    socket.cutWhenClosed(calls);
    socket.deafen(calls);
    assertThat(socket.tcpInfo(calls)).isEmpty();
    assertThat(fake.count("recv") + fake.count("send") + fake.count("setsockopt")).isZero();
  }

  @Test
  void aDescriptorWhoseClosingIsInterruptedIsNotClosedAgain() {
    fake.answer("close", -EINTR);
    int number = 12345;
    var descriptor = new Descriptor(number);
    descriptor.close(calls);
    descriptor.close(calls);
    assertThat(fake.count("close")).isEqualTo(1);
  }
}
