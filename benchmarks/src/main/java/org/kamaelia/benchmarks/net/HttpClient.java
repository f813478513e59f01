package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps requests of one kind under way, whose answers are all as long as the first. */
final class HttpClient implements Load.Client {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *([0-9]+)\r\n");

  /**
   * Of who takes files: all of one. What does not fit is sent when there is an acknowledgement, and
   * at loopback that is done, and counted, on the load's processor: as often as chance has it.
   */
  private static final int WINDOW = 4 << 20;

  private final Load load;
  private final SocketChannel channel;
  private final byte[] request;
  private final int depth;
  private final boolean countsBytes;

  /** Bytes of an answer, once that is known. */
  private long length;

  private long pending;

  /**
   * Connects, and begins.
   *
   * @param path what is asked for
   * @param depth how many requests are under way
   * @param countsBytes whether bytes are counted, and not answers
   */
  HttpClient(Load load, String path, int depth, boolean countsBytes) throws IOException {
    this.load = load;
    this.depth = depth;
    this.countsBytes = countsBytes;
    request =
        """
        GET %s HTTP/1.1
        Host: localhost
        User-Agent: benchmark/1.0
        Accept: */*
        Accept-Encoding: identity

        """
            .formatted(path)
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    channel = load.connect();
    if (countsBytes) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, WINDOW);
    }
    load.watch(channel, SelectionKey.OP_READ, this);
    send(1);
  }

  private void send(int requests) throws IOException {
    ByteBuffer buffer = load.buffer.clear();
    for (int i = 0; i < requests; i++) {
      buffer.put(request);
    }
    Wire.writeAll(channel, buffer.flip());
  }

  @Override
  public void ready() throws IOException {
    ByteBuffer buffer = load.buffer.clear();
    int count = channel.read(buffer);
    if (count < 0) {
      throw new IOException("the server closed a connection");
    }
    pending += count;
    boolean first = length == 0;
    if (first) {
      learn(StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString());
    }
    int answers = (int) (pending / length);
    pending -= answers * length;
    load.done += countsBytes ? count : answers;
    if (answers > 0) {
      send(first ? depth : answers);
    }
  }

  private void learn(String answer) throws IOException {
    int end = answer.indexOf("\r\n\r\n");
    Matcher said = LENGTH.matcher(answer);
    if (end < 0 || !said.find() || !answer.startsWith("HTTP/1.1 200 ")) {
      throw new IOException("no answer that can be measured: " + answer);
    }
    length = end + 4 + Long.parseLong(said.group(1));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
