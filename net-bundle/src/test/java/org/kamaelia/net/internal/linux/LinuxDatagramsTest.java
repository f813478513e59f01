package org.kamaelia.net.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.net.internal.linux.Errno.EAGAIN;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Ready;

/** A socket that finds no room, which loopback always has: so the calls are told to fail. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class LinuxDatagramsTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final int SIZE = 50_000;

  private final FakeCalls fake = new FakeCalls();
  private final EpollTransport transport =
      new EpollTransport(Machine.named(System.getProperty("os.arch")), fake::calls);
  private final Axon axon = transport.axon().loops(1).start();
  private final Loop loop = axon.loops().getFirst();
  private final Datagrams near = transport.datagrams(ANY, Options.NONE);
  private final Datagrams far = transport.datagrams(ANY, Options.NONE);
  private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();

  LinuxDatagramsTest() throws IOException {}

  @AfterEach
  void close() {
    near.close();
    far.close();
    axon.close();
  }

  @Test
  void whatFindsNoRoomLeavesByItselfWhenThereIsSome() throws Exception {
    begin((readable, writable) -> {});
    fake.answer("sendmmsg", -EAGAIN);
    assertThat(onLoop(() -> send(1) && send(2) && near.flush() == 0)).isTrue();
    assertThat(heard.take()).isEqualTo(1);
    assertThat(heard.take()).isEqualTo(2);
  }

  @Test
  void whoFindsNoRoomIsToldWhenThereIsSome() throws Exception {
    var told = new CompletableFuture<Boolean>();
    begin(
        (readable, writable) -> {
          near.interest(true, false);
          told.complete(writable);
        });
    fake.answer("sendmmsg", -EAGAIN, -EAGAIN, 5); // as if they were sent then
    assertThat(
            onLoop(
                () -> {
                  int taken = 0;
                  while (send(taken + 1)) {
                    taken++;
                  }
                  near.interest(true, true);
                  return taken;
                }))
        .isEqualTo(5); // as many as there is memory for
    assertThat(told.join()).isTrue();
    assertThat(onLoop(() -> send(6) && near.flush() == 0)).isTrue();
    assertThat(heard.take()).isEqualTo(6);
  }

  @Test
  void whatIsKeptWhenItIsClosedIsLost() throws Exception {
    begin((readable, writable) -> {});
    assertThat(
            onLoop(
                () -> {
                  fake.answer("sendmmsg", -EAGAIN);
                  assertThat(List.of(send(1), send(2), near.flush() == 0)).containsOnly(true);
                  near.close();
                  return near.flush();
                }))
        .isEqualTo(2);
  }

  private void begin(Ready ready) throws Exception {
    onLoop(
        () -> {
          near.attach(loop, ready);
          far.attach(loop, (readable, writable) -> receive());
          return null;
        });
  }

  private boolean send(int number) throws IOException {
    return near.send(new Datagram(far.local(), ByteBuffer.allocate(SIZE).putInt(0, number)));
  }

  private void receive() {
    try {
      for (var datagram = far.receive(); datagram != null; datagram = far.receive()) {
        heard.add(datagram.payload().getInt());
      }
    } catch (IOException e) {
      // It is closed at the end.
    }
  }

  /** What is done on the loop. */
  private interface Work<T> {
    T get() throws Exception;
  }

  private <T> T onLoop(Work<T> work) {
    var done = new CompletableFuture<T>();
    loop.execute(
        () -> {
          try {
            done.complete(work.get());
          } catch (Throwable e) {
            done.completeExceptionally(e);
          }
        });
    return done.join();
  }
}
