package org.kamaelia.net.internal.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Ready;

/** Whoever uses a stream as a connection does: a read and a write a telling. */
final class Party implements Ready {
  final TlsStream stream;
  final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private final ByteArrayOutputStream says = new ByteArrayOutputStream();
  private int said;
  boolean connected;
  boolean inputOver;
  boolean endsWhenSaid;
  boolean ended;
  boolean pauses;
  int most = 16 * 1024;
  @Nullable IOException failure;

  Party(TlsStream stream) {
    this.stream = stream;
  }

  void attach(Loop loop) {
    try {
      stream.attach(loop, this);
    } catch (IOException e) {
      failure = e;
    }
  }

  Party say(byte[] bytes) {
    says.writeBytes(bytes);
    return this;
  }

  Party say(String text) {
    return say(text.getBytes(StandardCharsets.UTF_8));
  }

  String heard() {
    return heard.toString(StandardCharsets.UTF_8);
  }

  int unsaid() {
    return says.size() - said;
  }

  @Override
  public void ready(boolean readable, boolean writable) {
    if (failure != null) {
      return;
    }
    try {
      if (!connected) {
        connected = stream.isConnected();
        if (!connected) {
          return;
        }
      }
      if (readable && !inputOver && !pauses) {
        ByteBuffer bytes = stream.read(most);
        if (bytes == null) {
          inputOver = true;
        } else {
          if (bytes.remaining() > most) {
            throw new AssertionError("read " + bytes.remaining() + " of at most " + most);
          }
          byte[] copy = new byte[bytes.remaining()];
          bytes.get(copy);
          heard.writeBytes(copy);
        }
      }
      talk();
    } catch (IOException e) {
      failure = e;
      stream.abort();
    }
  }

  /** Writes what there is to say, a scratch buffer's worth. */
  void talk() throws IOException {
    if (!ended && unsaid() > 0) {
      ByteBuffer out = stream.scratch().clear();
      out.put(says.toByteArray(), said, Math.min(out.remaining(), unsaid())).flip();
      said += stream.write(out);
    }
    if (endsWhenSaid && !ended && unsaid() == 0) {
      ended = true;
      stream.endOutput();
    }
    stream.interest(!pauses && !inputOver, unsaid() > 0);
  }
}
