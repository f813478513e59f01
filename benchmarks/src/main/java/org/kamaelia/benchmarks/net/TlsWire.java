package org.kamaelia.benchmarks.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/**
 * One with TLS 1.3, by OpenSSL (BoringSSL), which costs the load less than what the JDK's TLS costs
 * a server.
 */
final class TlsWire implements Wire {
  /** What comes before the end of a full handshake is more than this, as a certificate is in it. */
  private static final int RESUMED = 500;

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  /** What the wires of a load share: they take turns. */
  static final class Shared {
    private final ByteBuffer sealed = ByteBuffer.allocateDirect(64 * 1024);

    /** Room that the engine wants for what a handshake does not have. */
    private final ByteBuffer nothing = ByteBuffer.allocateDirect(64 * 1024);

    private final SslContext context;
    private final boolean resume;
    private int handshakes;
    private int resumed;

    /**
     * @param resume whether later connections resume what the first ones agreed on
     */
    Shared(boolean resume) throws IOException {
      this.resume = resume;
      context =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.OPENSSL_REFCNT)
              .protocols("TLSv1.3")
              .trustManager(InsecureTrustManagerFactory.INSTANCE)
              .endpointIdentificationAlgorithm(null)
              .build();
    }

    private void count(boolean isResumed) throws IOException {
      handshakes++;
      resumed += isResumed ? 1 : 0;
      if (resume && handshakes >= 500 && resumed < handshakes / 2) {
        throw new IOException("it resumes " + resumed + " of " + handshakes + " sessions");
      }
    }

    private SSLEngine engine(int port) {
      // Sessions are kept by host and port.
      return resume
          ? context.newEngine(ByteBufAllocator.DEFAULT, "localhost", port)
          : context.newEngine(ByteBufAllocator.DEFAULT);
    }
  }

  private final SocketChannel channel;
  private final Shared shared;
  private final SSLEngine engine;

  /** What came and is no whole record yet. */
  private ByteBuffer rest = NOTHING;

  private int received;

  /** By the engine, since this was set to 0. */
  private int consumed;

  private boolean begun;

  TlsWire(SocketChannel channel, Shared shared) throws IOException {
    this.channel = channel;
    this.shared = shared;
    engine = shared.engine(channel.socket().getPort());
    engine.beginHandshake();
  }

  @Override
  public boolean begin() throws IOException {
    while (!begun) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> wrap(NOTHING);
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          consumed = 0;
          if (unwrap(shared.nothing.clear()) < 0) {
            throw new IOException("the server ended the handshake");
          }
          if (consumed == 0) {
            return false;
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          begun = true;
          shared.count(received < RESUMED);
        }
      }
    }
    return true;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int before = into.position();
    int count = unwrap(into);
    return count < 0 ? count : into.position() - before;
  }

  /** Reads once and decrypts what is whole; -1 at the end. */
  private int unwrap(ByteBuffer into) throws IOException {
    ByteBuffer sealed = shared.sealed.clear().put(rest);
    rest = NOTHING;
    int count = channel.read(sealed);
    received += Math.max(0, count);
    sealed.flip();
    Status status = Status.OK;
    while (sealed.hasRemaining() && status == Status.OK) {
      var result = engine.unwrap(sealed, into);
      consumed += result.bytesConsumed();
      status = result.getStatus();
      if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        engine.getDelegatedTask().run();
      } else if (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !begun) {
        break;
      }
    }
    if (sealed.hasRemaining()) {
      rest = ByteBuffer.allocateDirect(sealed.remaining()).put(sealed).flip();
    }
    return status == Status.CLOSED ? -1 : count;
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      wrap(from);
    }
  }

  private void wrap(ByteBuffer from) throws IOException {
    ByteBuffer sealed = shared.sealed.clear();
    engine.wrap(from, sealed);
    Wire.writeAll(channel, sealed.flip());
  }

  @Override
  public void close() throws IOException {
    try {
      engine.closeOutbound();
      wrap(NOTHING);
    } finally {
      ReferenceCountUtil.release(engine);
      channel.close();
    }
  }
}
