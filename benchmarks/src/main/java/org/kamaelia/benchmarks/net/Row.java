package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.util.Locale;

/** What is measured. In this order: the last leaves most behind. */
enum Row {
  ECHO_64(Task.ECHO, "echo of 64 bytes, 64 connections") {
    @Override
    void begin(Load load) throws IOException {
      echo(load, 64, 1);
    }
  },
  ECHO_1(Task.ECHO, "echo of 64 bytes, 1 connection") {
    @Override
    void begin(Load load) throws IOException {
      echo(load, 1, 1);
    }
  },
  PIPELINED(Task.ECHO, "echo of 64 bytes, 64 connections, 16 messages under way on each") {
    @Override
    void begin(Load load) throws IOException {
      echo(load, 64, 16);
    }
  },
  ECHO_1000(Task.ECHO, "echo of 64 bytes, 1,000 connections") {
    @Override
    void begin(Load load) throws IOException {
      echo(load, 1000, 1);
    }
  },
  STREAM_ECHO(Task.ECHO, "echo of streams, 4 connections, 64 KiB at a time") {
    @Override
    void begin(Load load) throws IOException {
      stream(load, true);
    }
  },
  CONNECT(Task.ECHO, "connect, echo of 64 bytes, close; 64 at a time") {
    @Override
    void begin(Load load) throws IOException {
      for (int i = 0; i < 64; i++) {
        new EchoClient(load, Wire::plain, 1, true);
      }
    }
  },
  ECHO_10000(Task.ECHO, "echo of 64 bytes, 10,000 connections") {
    @Override
    void begin(Load load) throws IOException {
      echo(load, 10_000, 1);
    }
  },
  STREAM_SINK(Task.SINK, "streams that are read, 4 connections, 64 KiB at a time") {
    @Override
    void begin(Load load) throws IOException {
      stream(load, false);
    }
  },
  TLS_ECHO(Task.TLS, "TLS 1.3, echo of 64 bytes, 64 connections") {
    @Override
    void begin(Load load) throws IOException {
      var shared = new TlsWire.Shared(false);
      for (int i = 0; i < 64; i++) {
        new EchoClient(load, channel -> new TlsWire(channel, shared), 1, false);
      }
    }
  },
  TLS_FULL(Task.TLS, "TLS 1.3, full handshake, echo of 64 bytes, close; 16 at a time") {
    @Override
    void begin(Load load) throws IOException {
      handshakes(load, false);
    }
  },
  TLS_RESUMED(Task.TLS, "TLS 1.3, resumed handshake, echo of 64 bytes, close; 16 at a time") {
    @Override
    void begin(Load load) throws IOException {
      handshakes(load, true);
    }
  },
  HTTP_64(Task.HTTP, "HTTP/1.1, short answers, 64 connections") {
    @Override
    void begin(Load load) throws IOException {
      http(load, 64, HttpServers.SMALL, 1);
    }
  },
  HTTP_PIPELINED(
      Task.HTTP, "HTTP/1.1, short answers, 64 connections, 16 requests under way on each") {
    @Override
    void begin(Load load) throws IOException {
      http(load, 64, HttpServers.SMALL, 16);
    }
  },
  HTTP_FILE(Task.HTTP, "HTTP/1.1, a file of 1 MiB, 4 connections") {
    @Override
    void begin(Load load) throws IOException {
      http(load, 4, HttpServers.FILE, 1);
    }
  },
  WEBSOCKET_64(Task.WEBSOCKET, "WebSocket, echo of messages of 64 bytes, 64 connections") {
    @Override
    void begin(Load load) throws IOException {
      for (int i = 0; i < 64; i++) {
        new WebSocketClient(load);
      }
    }
  };

  private static final double MICROS = 1e6;
  private static final double GIGA = 1e9;

  final Task task;
  final String title;

  Row(Task task, String title) {
    this.task = task;
    this.title = title;
  }

  /** As on the command line. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Opens the connections. */
  abstract void begin(Load load) throws IOException;

  boolean isStream() {
    return this == STREAM_ECHO || this == STREAM_SINK || this == HTTP_FILE;
  }

  /** What the server's time is given for. */
  String unit() {
    return isStream() ? "s CPU per GB" : "us CPU";
  }

  /** What the rate is given in. */
  String rate() {
    return isStream() ? "GB/s" : "a second";
  }

  /** The server's time for one, from seconds for all. */
  double each(double seconds, long done) {
    return isStream() ? seconds * GIGA / done : seconds * MICROS / done;
  }

  /** How many a second. */
  double rate(double seconds, long done) {
    return done / seconds / (isStream() ? GIGA : 1);
  }

  private static void echo(Load load, int connections, int depth) throws IOException {
    for (int i = 0; i < connections; i++) {
      new EchoClient(load, Wire::plain, depth, false);
    }
  }

  private static void stream(Load load, boolean echoes) throws IOException {
    for (int i = 0; i < 4; i++) {
      new StreamClient(load, echoes);
    }
  }

  private static void http(Load load, int connections, String path, int depth) throws IOException {
    for (int i = 0; i < connections; i++) {
      new HttpClient(load, path, depth, path.equals(HttpServers.FILE));
    }
  }

  private static void handshakes(Load load, boolean resume) throws IOException {
    var shared = new TlsWire.Shared(resume);
    for (int i = 0; i < 16; i++) {
      new EchoClient(load, channel -> new TlsWire(channel, shared), 1, true);
    }
  }
}
