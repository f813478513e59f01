package org.kamaelia.websocket;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Device;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Signal;
import org.kamaelia.http.Field;
import org.kamaelia.net.ClientSettings;
import org.kamaelia.net.TcpClient;
import org.kamaelia.net.TlsClient;
import org.kamaelia.net.TlsProfile;
import org.kamaelia.websocket.internal.Limits;
import org.kamaelia.websocket.internal.Opening;
import org.kamaelia.websocket.internal.Side;
import org.kamaelia.websocket.internal.Spares;
import org.kamaelia.websocket.internal.Talk;

/**
 * A WebSocket that we open (RFC 6455): what comes to its inbox is sent, and the messages of the
 * server go out of its outbox. It connects as a {@link TcpClient} or {@link TlsClient} does, which
 * is a child of it; what is sent to it meanwhile waits.
 *
 * <p>The end of its inbox closes with code 1000, after the last message; a {@link Message.Close}
 * with the code that it says. The server's close ends its outbox, and then it ends.
 *
 * <p>It fails, with its group, if no connection can be opened, or with an {@link IOException} that
 * says why if the server does not agree. An end later on that is not in order, a connection that is
 * cut say, is no failure: its outbox ends, and a {@link Signal.Shutdown} with the reason goes out
 * of its signal.
 *
 * <p>Told to finish, it ends its outbox, sends what waits, and closes with code 1001 after what the
 * component that takes its messages says to that.
 *
 * <p>The keys of masks are drawn from {@link #random}, so that a simulation can be repeated. They
 * are there to protect proxies from what pages in browsers choose to send, which nobody does here.
 */
public final class WebSocketClient extends Device<Message, Message> {
  /** How long those who are told that it ends otherwise than in order may take. */
  private static final Duration FINISH_WITHIN = Duration.ofSeconds(10);

  private static final int KEY_BYTES = 16;

  private final Builder settings;
  private final Outbox<ByteBuffer> wireOut = addOutbox("wireOut", ByteBuffer.class);
  private final Inbox<ByteBuffer> wireIn = addInbox("wireIn", ByteBuffer.class);
  private final Inbox<Signal> wireNews = addInbox("wireNews", Signal.class);

  private boolean begun;

  /** Until the server has agreed. */
  private @Nullable Opening opening;

  private long openBy;

  /** From when the server has agreed. */
  private @Nullable Talk talk;

  /** Why the connection has ended, if it was cut. */
  private String cut = "";

  // Seen by any thread.
  private volatile @Nullable String subprotocol;
  private volatile Optional<Message.Close> closed = Optional.empty();

  /** One with the settings that a {@link Builder} begins with. */
  public WebSocketClient(URI uri) {
    this(builder(uri));
  }

  private WebSocketClient(Builder settings) {
    this.settings = settings;
  }

  /**
   * Settings for one, or for several.
   *
   * @param uri such as {@code wss://example.org/chat}
   * @throws IllegalArgumentException if it is none of WebSocket
   */
  public static Builder builder(URI uri) {
    return new Builder(uri);
  }

  /** How a client opens a WebSocket, and what it puts up with. Used by one thread. */
  public static final class Builder {
    private final URI uri;
    private final boolean secure;
    private List<String> subprotocols = List.of();
    private List<Field> headers = List.of();
    private ClientSettings connection = ClientSettings.STANDARD;
    private @Nullable TlsProfile tls;
    private Duration openWithin = Duration.ofSeconds(20);
    private Compression compression = Compression.EACH_MESSAGE;
    private Limits limits = Limits.STANDARD;

    private Builder(URI uri) {
      secure = "wss".equalsIgnoreCase(uri.getScheme());
      if (!secure && !"ws".equalsIgnoreCase(uri.getScheme())) {
        throw new IllegalArgumentException("neither ws: nor wss: " + uri);
      }
      if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
        throw new IllegalArgumentException("it has a host, no user and no fragment: not " + uri);
      }
      this.uri = uri;
    }

    private Builder(Builder other) {
      uri = other.uri;
      secure = other.secure;
      subprotocols = other.subprotocols;
      headers = other.headers;
      connection = other.connection;
      tls = other.tls;
      openWithin = other.openWithin;
      compression = other.compression;
      limits = other.limits;
    }

    /**
     * Subprotocols that the server may choose from, the one that is preferred first; none if it is
     * not said.
     *
     * @throws IllegalArgumentException if one is no token
     */
    public Builder subprotocols(String... names) {
      for (String name : names) {
        if (!Field.isToken(name)) {
          throw new IllegalArgumentException("no name of a subprotocol: '" + name + "'");
        }
      }
      subprotocols = List.of(names);
      return this;
    }

    /**
     * One more header field of the request, such as {@code Origin} or {@code Authorization}.
     *
     * @throws IllegalArgumentException if it is none, see {@link Field}
     */
    public Builder header(String name, String value) {
      List<Field> more = new ArrayList<>(headers);
      more.add(new Field(name, value));
      headers = List.copyOf(more);
      return this;
    }

    /** How it connects; {@link ClientSettings#STANDARD} if it is not said. */
    public Builder connection(ClientSettings how) {
      connection = how;
      return this;
    }

    /** Whom it trusts, for {@code wss}; {@link TlsProfile#standard} if it is not said. */
    public Builder tls(TlsProfile profile) {
      tls = profile;
      return this;
    }

    /** How long it may take to connect and until the server has agreed; 20 s if it is not said. */
    public Builder openWithin(Duration time) {
      openWithin = positive(time);
      return this;
    }

    /** What is offered; {@link Compression#EACH_MESSAGE} if it is not said. */
    public Builder compression(Compression offered) {
      compression = offered;
      return this;
    }

    /** The most bytes that a message may have that comes; 1 MiB if it is not said. */
    public Builder maxMessage(int bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("a message has a byte or more, not " + bytes);
      }
      limits = new Limits(bytes, limits.ping(), limits.pong(), limits.close());
      return this;
    }

    /**
     * Asks a server that is silent whether it is there: after 30 s, and 10 s for the answer, if it
     * is not said.
     *
     * @param after zero for never
     */
    public Builder ping(Duration after, Duration answerWithin) {
      limits =
          new Limits(
              limits.message(),
              after.isZero() ? after : positive(after),
              positive(answerWithin),
              limits.close());
      return this;
    }

    /** How long the answer to a close may take; 5 s if it is not said. */
    public Builder closeWithin(Duration time) {
      limits = new Limits(limits.message(), limits.ping(), limits.pong(), positive(time));
      return this;
    }

    /** A client with these settings, which may be asked for more than once. */
    public WebSocketClient build() {
      return new WebSocketClient(new Builder(this));
    }

    private Component<ByteBuffer, ByteBuffer> wire() {
      String host = uri.getHost();
      String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
      if (!secure) {
        return new TcpClient(bare, port, connection);
      }
      return new TlsClient(bare, port, tls == null ? TlsProfile.standard() : tls, connection);
    }

    private static Duration positive(Duration time) {
      if (!time.isPositive()) {
        throw new IllegalArgumentException("it takes some time, not " + time);
      }
      return time;
    }
  }

  /** The subprotocol that the server chose; nothing if it chose none, or not yet. Any thread. */
  public Optional<String> subprotocol() {
    return Optional.ofNullable(subprotocol).filter(chosen -> !chosen.isEmpty());
  }

  /** Whether the server has agreed. Any thread. */
  public boolean isOpen() {
    return subprotocol != null;
  }

  /** With what the server has closed; nothing if it has not, or without a code. Any thread. */
  public Optional<Message.Close> closed() {
    return closed;
  }

  // On the loop.

  @Override
  protected void turn() throws IOException {
    if (!begun) {
      begun = true;
      connect();
    }
    readSignals();
    Talk open = talk == null ? open() : talk;
    if (open == null) {
      return;
    }
    boolean over = open.turn();
    if (open.isClosedByPeer()) {
      closed = open.peerClose();
    }
    if (over) {
      tellHow(open);
      end();
    }
  }

  private void connect() {
    byte[] key = new byte[KEY_BYTES];
    random().nextBytes(key);
    var asked =
        new Opening(
            settings.uri,
            settings.subprotocols,
            settings.headers,
            settings.compression,
            Base64.getEncoder().encodeToString(key));
    opening = asked;
    Component<ByteBuffer, ByteBuffer> wire = settings.wire();
    wire.outbox().linkTo(wireIn);
    wire.signal().linkTo(wireNews);
    wireOut.linkTo(wire.inbox());
    activate(wire);
    wireOut.send(asked.request());
    openBy = clock().nanoTime() + settings.openWithin.toNanos();
    wakeAfter(settings.openWithin);
  }

  private void readSignals() {
    for (var news = wireNews.poll(); news.isPresent(); news = wireNews.poll()) {
      if (news.get() instanceof Signal.Shutdown shutdown) {
        cut = shutdown.reason();
      }
    }
    for (var signal = control().poll(); signal.isPresent(); signal = control().poll()) {
      if (signal.get() instanceof Signal.Shutdown shutdown) {
        if (talk == null) {
          end(); // it comes too late to begin
        } else {
          talk.finish(shutdown.within(), isTakerAttentive());
        }
      }
    }
  }

  /** Goes on until the server has agreed. */
  private @Nullable Talk open() throws IOException {
    Opening asked = opening;
    while (asked != null && state() == State.ACTIVE) {
      ByteBuffer bytes = wireIn.poll().orElse(null);
      if (bytes == null) {
        if (wireIn.atEnd()) {
          throw refused(cut.isEmpty() ? "the server ends the connection" : cut);
        }
        if (clock().nanoTime() >= openBy) {
          throw refused("no answer within " + settings.openWithin.toMillis() + " ms");
        }
        return null;
      }
      try {
        Optional<Opening.Agreed> agreed = asked.read(bytes);
        if (agreed.isPresent()) {
          return begin(agreed.get(), bytes);
        }
      } catch (IllegalArgumentException e) {
        throw refused(String.valueOf(e.getMessage()));
      }
    }
    return null;
  }

  private Talk begin(Opening.Agreed agreed, ByteBuffer rest) {
    subprotocol = agreed.subprotocol();
    opening = null;
    talk =
        new Talk(
            Side.CLIENT,
            settings.limits,
            agreed.deflate(),
            new Spares(),
            new Here(),
            new Talk.Boxes(wireIn, wireOut, inbox, outbox),
            null,
            rest);
    return talk;
  }

  private IOException refused(String why) {
    return new IOException("no WebSocket at %s: %s".formatted(settings.uri, why));
  }

  private void tellHow(Talk ended) {
    Optional<String> why = ended.failure();
    if (why.isEmpty() && !ended.isClosedByPeer()) {
      why = Optional.of(cut.isEmpty() ? "the connection ended without a close" : cut);
    }
    why.ifPresent(it -> signal().trySend(new Signal.Shutdown(FINISH_WITHIN, it)));
  }

  @Override
  protected void overdue() {
    if (talk != null) {
      talk.overdue();
    }
    end();
  }

  @Override
  protected void released() {
    if (talk != null) {
      talk.close();
    }
  }

  /** What the talk needs; not for those who use this. */
  private final class Here implements Talk.Host {
    @Override
    public boolean roomIn(Outbox<?> box) {
      return hasRoom(box);
    }

    @Override
    public void alarmAfter(Duration delay) {
      wakeAfter(delay);
    }

    @Override
    public long now() {
      return clock().nanoTime();
    }

    @Override
    public int key() {
      return random().nextInt();
    }
  }
}
