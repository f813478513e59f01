package org.kamaelia.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.kamaelia.console.Console;
import org.kamaelia.console.Conversation;

/**
 * Says who asks for what. {@code exit N} has that exit code, {@code wait} goes on until it is cut,
 * and a terminal shows what is typed, and its size when that changes, up to a q.
 */
final class FakeConsole implements Console {
  final CountDownLatch cut = new CountDownLatch(1);

  @Override
  public Conversation run(String line, String who, OutputStream out, OutputStream err) {
    return new Fake() {
      @Override
      public int hold() throws Exception {
        say(out, line + " by " + who + "\n");
        say(err, "complaint\n");
        if (line.equals("wait")) {
          ended.await();
        }
        return line.startsWith("exit ") ? Integer.parseInt(line.substring(5)) : 0;
      }
    };
  }

  @Override
  public Conversation open(String type, int columns, int rows, String who, OutputStream out) {
    return new Fake() {
      @Override
      public int hold() throws Exception {
        say(out, "%s %dx%d by %s\r\n".formatted(type, columns, rows, who));
        ended.await();
        return 7;
      }

      @Override
      public void input(byte[] typed) throws IOException {
        out.write(typed);
        out.flush();
        if (new String(typed, StandardCharsets.US_ASCII).contains("q")) {
          ended.countDown();
        }
      }

      @Override
      public void resize(int columns, int rows) throws IOException {
        say(out, "now %dx%d\r\n".formatted(columns, rows));
      }
    };
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private abstract class Fake implements Conversation {
    final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public void input(byte[] typed) throws IOException {
      throw new IOException("reads nothing");
    }

    @Override
    public void resize(int columns, int rows) throws IOException {
      throw new IOException("has no window");
    }

    @Override
    public void leave() {}

    @Override
    public void cut() {
      ended.countDown();
      cut.countDown();
    }
  }
}
