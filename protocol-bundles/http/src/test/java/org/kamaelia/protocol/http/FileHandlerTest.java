package org.kamaelia.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.testbed.ProtocolTester;

class FileHandlerTest {
  private static final Instant CHANGED = Instant.parse("2026-03-01T12:00:00.5Z");

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void files() throws IOException {
    root = Files.createDirectory(folder.resolve("root"));
    write(root.resolve("a.txt"), "0123456789");
    write(root.resolve(".secret"), "no");
    write(folder.resolve("outside.txt"), "outside");
    Path sub = Files.createDirectory(root.resolve("sub"));
    write(sub.resolve("b.html"), "<b>");
  }

  private static void write(Path path, String text) throws IOException {
    Files.writeString(path, text);
    Files.setLastModifiedTime(path, FileTime.from(CHANGED));
  }

  /** The answer's head without its date, and its content. */
  private String ask(String method, String target, String fields, String... settings)
      throws IOException {
    return ask(handler(settings), method, target, fields);
  }

  private FileHandler handler(String... settings) throws IOException {
    Map<String, Object> properties = new HashMap<>(Map.of("root", root.toString()));
    for (int i = 0; i < settings.length; i += 2) {
      properties.put(settings[i], settings[i + 1]);
    }
    return new FileHandler(FileSettings.of(properties), new MediaTypes());
  }

  private static String ask(FileHandler handler, String method, String target, String fields) {
    try (var peer = ProtocolTester.of(HttpFactory.serving("/files/*", handler))) {
      peer.send(
          "%s %s HTTP/1.1\r\nHost: a\r\n%s\r\n"
              .formatted(method, target, fields.isEmpty() ? "" : fields + "\r\n"));
      return new String(peer.take(), StandardCharsets.ISO_8859_1)
          .replaceAll("Date: [^\r]*\r\n", "")
          .replace("\r\n", "\n");
    }
  }

  private String get(String target, String... settings) throws IOException {
    return ask("GET", target, "", settings);
  }

  private String tag(String target) throws IOException {
    Matcher tag = Pattern.compile("ETag: (.*)\n").matcher(get(target));
    assertThat(tag.find()).isTrue();
    return tag.group(1);
  }

  @Test
  void aFileIsSentWithWhatIsKnownOfIt() throws IOException {
    assertThat(get("/files/a.txt"))
        .isEqualTo(
            """
            HTTP/1.1 200 OK
            Content-Type: text/plain; charset=utf-8
            ETag: %s
            Last-Modified: Sun, 01 Mar 2026 12:00:00 GMT
            X-Content-Type-Options: nosniff
            Accept-Ranges: bytes
            Content-Length: 10

            0123456789\
            """
                .formatted(tag("/files/a.txt")));
    assertThat(ask("HEAD", "/files/a.txt", "")).endsWith("Content-Length: 10\n\n");
    assertThat(ask("PUT", "/files/a.txt", "")).contains("405 ").contains("Allow: GET, HEAD\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/files/b.txt",
        "/files/.secret",
        "/files/sub/",
        "/files//a.txt",
        "/files/a.txt/",
        "/files/a.txt/b",
        "/files/sub//b.html",
        "/files/%0a",
      })
  void whatIsNotThereIsNotFound(String target) throws IOException {
    assertThat(get(target)).containsPattern("^HTTP/1.1 40[04] ");
  }

  @Test
  void noNameAndNoLinkLeadsOut() throws IOException {
    Files.createSymbolicLink(root.resolve("link.txt"), folder.resolve("outside.txt"));
    Files.createSymbolicLink(root.resolve("up"), folder);
    Files.createSymbolicLink(root.resolve("inside.txt"), root.resolve("a.txt"));
    for (String target :
        new String[] {
          "/files/link.txt",
          "/files/up/outside.txt",
          "/files/../outside.txt",
          "/files/%2e%2e/outside.txt",
          "/files/..%2foutside.txt",
          "/files/..%5coutside.txt",
          "/files/sub/%2e./%2e%2e/outside.txt",
          "/files/%c0%ae%c0%ae/outside.txt",
          "/files/" + folder.resolve("outside.txt"),
        }) {
      assertThat(get(target))
          .as(target)
          .containsPattern("^HTTP/1.1 40[04] ")
          .doesNotContain("outside");
    }
    assertThat(get("/files/inside.txt")).endsWith("\n\n0123456789");
  }

  @Test
  void aFolderIsItsIndexIfItHasOne() throws IOException {
    assertThat(get("/files/sub?x=1")).contains("301 ").contains("\nLocation: ./sub/?x=1\n");
    assertThat(get("/files/")).contains("404 ");
    assertThat(get("/files/sub/", "index", "b.html")).contains("200 ").endsWith("\n\n<b>");
    write(root.resolve("sub/.index"), "dotted");
    assertThat(get("/files/sub/", "index", ".index")).contains("200 ").endsWith("\n\ndotted");
  }

  @Test
  void aFolderShowsWhatIsInItIfThatIsWanted() throws IOException {
    write(root.resolve("<i>&\".txt"), "");
    write(root.resolve("a:b c"), "");
    assertThat(get("/files/", "listing", "yes"))
        .contains("200 ")
        .doesNotContain("secret")
        .contains("<li><a href=\"./%3Ci%3E%26%22.txt\">&lt;i>&amp;&quot;.txt</a></li>")
        .contains("<li><a href=\"./a%3Ab%20c\">a:b c</a></li>")
        .contains("<li><a href=\"./sub/\">sub/</a></li>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-0      | 206 | bytes 0-0/10 | 0",
        "bytes=2-4      | 206 | bytes 2-4/10 | 234",
        "Bytes=2-       | 206 | bytes 2-9/10 | 23456789",
        "bytes=-3       | 206 | bytes 7-9/10 | 789",
        "bytes=-99      | 206 | bytes 0-9/10 | 0123456789",
        "bytes=5-99     | 206 | bytes 5-9/10 | 56789",
        "bytes=, 1-2 ,  | 206 | bytes 1-2/10 | 12",
        "bytes=0-99999999999999999999 | 206 | bytes 0-9/10 | 0123456789",
        "bytes=10-      | 416 | bytes */10   | ",
        "bytes=-0       | 416 | bytes */10   | ",
        "bytes=4-2      | 200 |              | 0123456789",
        "bytes=a-b      | 200 |              | 0123456789",
        "bytes=-        | 200 |              | 0123456789",
        "bytes=1        | 200 |              | 0123456789",
        "bytes=+1-2     | 200 |              | 0123456789",
        "lines=1-2      | 200 |              | 0123456789",
        "bytes=0-9,0-9  | 200 |              | 0123456789",
      })
  void aPartIsSentIfOneIsAskedFor(String range, int status, String said, String content)
      throws IOException {
    String answer = ask("GET", "/files/a.txt", "Range: " + range);
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer).endsWith("\n\n" + (content == null ? "" : content));
    if (said == null) {
      assertThat(answer).doesNotContain("Content-Range");
    } else {
      assertThat(answer).contains("\nContent-Range: " + said + "\n");
    }
    assertThat(ask("HEAD", "/files/a.txt", "Range: " + range)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void severalPartsAreSentInOneContent() throws IOException {
    String boundary = "kamaelia-" + tag("/files/a.txt").replace("\"", "");
    String content =
        """

        --B
        Content-Type: text/plain; charset=utf-8
        Content-Range: bytes 0-1/10

        01
        --B
        Content-Type: text/plain; charset=utf-8
        Content-Range: bytes 8-9/10

        89
        --B--
        """
            .replace("B", boundary);
    String answer = ask("GET", "/files/a.txt", "Range: bytes=0-1, 50-60, -2");
    assertThat(answer)
        .startsWith("HTTP/1.1 206 ")
        .contains("\nContent-Type: multipart/byteranges; boundary=" + boundary + "\n")
        .contains("\nContent-Length: " + content.replace("\n", "\r\n").length() + "\n")
        .endsWith("\n\n" + content);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "If-None-Match: TAG                                | 304",
        "If-None-Match: W/TAG                              | 304",
        "If-None-Match: \"x\" , TAG                        | 304",
        "If-None-Match: *                                  | 304",
        "If-None-Match: \"x\"                              | 200",
        "If-Modified-Since: Sun, 01 Mar 2026 12:00:00 GMT  | 304",
        "If-Modified-Since: Sun, 01 Mar 2026 12:00:01 GMT  | 304",
        "If-Modified-Since: Sun, 01 Mar 2026 11:59:59 GMT  | 200",
        "If-Modified-Since: yesterday                      | 200",
        "If-Match: TAG                                     | 200",
        "If-Match: *                                       | 200",
        "If-Match: W/TAG                                   | 412",
        "If-Match: \"x\"                                   | 412",
        "If-Unmodified-Since: Sun, 01 Mar 2026 12:00:00 GMT | 200",
        "If-Unmodified-Since: Sun, 01 Mar 2026 11:59:59 GMT | 412",
        // of two that say otherwise, the one by tags counts
        "If-None-Match: \"x\"~If-Modified-Since: Sun, 01 Mar 2026 12:00:00 GMT | 200",
        "If-Match: TAG~If-Unmodified-Since: Sun, 01 Mar 2026 11:59:59 GMT      | 200",
        "If-Match: TAG~If-None-Match: TAG                                      | 304",
        "Range: bytes=1-2~If-Range: TAG                                        | 206",
        "Range: bytes=1-2~If-Range: W/TAG                                      | 200",
        "Range: bytes=1-2~If-Range: \"x\"                                      | 200",
        "Range: bytes=1-2~If-Range: Sun, 01 Mar 2026 12:00:00 GMT              | 206",
        "Range: bytes=1-2~If-Range: Sun, 01 Mar 2026 12:00:01 GMT              | 200",
      })
  void conditionsAreHeldAgainstTheFile(String fields, int status) throws IOException {
    String tag = tag("/files/a.txt");
    String answer =
        ask("GET", "/files/a.txt", fields.strip().replace("TAG", tag).replace("~", "\r\n"));
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\nETag: " + tag + "\n");
    assertThat(answer.endsWith("\n\n")).isEqualTo(status == 304 || status == 412);
  }

  @Test
  void aFileThatWasChangedHasAnotherTag() throws IOException {
    String before = tag("/files/a.txt");
    Files.setLastModifiedTime(root.resolve("a.txt"), FileTime.from(CHANGED.plusNanos(1)));
    assertThat(tag("/files/a.txt")).isNotEqualTo(before);
  }

  @Test
  void aFileThatIsKnownIsSentAsItIsNow() throws IOException {
    FileHandler handler = handler("precompressed", "br");
    Path file = root.resolve("a.txt");
    assertThat(ask(handler, "GET", "/files/a.txt", "")).endsWith("\n\n0123456789");
    write(file, "changed");
    assertThat(ask(handler, "GET", "/files/a.txt", "")).endsWith("\n\nchanged");
    write(root.resolve("other"), "another");
    Files.move(root.resolve("other"), file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(ask(handler, "GET", "/files/a.txt", "")).endsWith("\n\nanother");
    write(root.resolve("a.txt.br"), "br");
    assertThat(ask(handler, "GET", "/files/a.txt", "Accept-Encoding: br")).endsWith("\n\nbr");
    Files.delete(root.resolve("a.txt.br"));
    assertThat(ask(handler, "GET", "/files/a.txt", "Accept-Encoding: br")).endsWith("\n\nanother");
    Files.delete(file);
    assertThat(ask(handler, "GET", "/files/a.txt", "")).startsWith("HTTP/1.1 404 ");
    Files.createDirectory(file);
    assertThat(ask(handler, "GET", "/files/a.txt", "")).startsWith("HTTP/1.1 301 ");
  }

  @Test
  void whatALinkLeadsToSaysItsTypeAndHasTheCodedFileBesideIt() throws IOException {
    FileHandler handler = handler("precompressed", "br");
    Path link = root.resolve("current");
    write(root.resolve("a.txt.br"), "br");
    Files.createSymbolicLink(link, root.resolve("a.txt"));
    assertThat(ask(handler, "GET", "/files/current", "Accept-Encoding: br"))
        .contains("\nContent-Type: text/plain; charset=utf-8\n")
        .endsWith("\n\nbr");
    write(root.resolve("sub/b.html.br"), "other");
    Files.delete(link);
    Files.createSymbolicLink(link, root.resolve("sub/b.html"));
    assertThat(ask(handler, "GET", "/files/current", "Accept-Encoding: br"))
        .contains("\nContent-Type: text/html; charset=utf-8\n")
        .endsWith("\n\nother");
  }

  @Test
  void aNameThatIsKnownDoesNotLeadOutLater() throws IOException {
    FileHandler handler = handler();
    Path link = root.resolve("link.txt");
    for (int i = 0; i < 3; i++) {
      Files.createSymbolicLink(link, root.resolve("a.txt"));
      assertThat(ask(handler, "GET", "/files/link.txt", "")).endsWith("\n\n0123456789");
      Files.delete(link);
      Files.createSymbolicLink(link, folder.resolve("outside.txt"));
      assertThat(ask(handler, "GET", "/files/link.txt", "")).startsWith("HTTP/1.1 404 ");
      Files.delete(link);
    }
  }

  @Test
  void manyFilesAreServedAsFewAre() throws IOException {
    FileHandler handler = handler();
    for (int i = 0; i < 2000; i++) {
      write(root.resolve(i + ".txt"), "file " + i);
      assertThat(ask(handler, "GET", "/files/" + i + ".txt", "")).endsWith("\n\nfile " + i);
    }
    assertThat(ask(handler, "GET", "/files/7.txt", "")).endsWith("\n\nfile 7");
  }

  @Test
  void aCompressedFileIsSentToThoseWhoTakeIt() throws IOException {
    write(root.resolve("a.txt.gz"), "gz");
    write(root.resolve("a.txt.br"), "br");
    write(root.resolve("sub/c.txt"), "plain");
    write(root.resolve("sub/c.txt.br"), "br");
    String[] offered = {"precompressed", "br, gzip"};
    assertThat(ask("GET", "/files/a.txt", "Accept-Encoding: gzip, br", offered))
        .contains("\nContent-Encoding: br\n")
        .contains("\nContent-Type: text/plain; charset=utf-8\n")
        .contains("\nVary: Accept-Encoding\n")
        .endsWith("\n\nbr");
    assertThat(ask("GET", "/files/a.txt", "Accept-Encoding: gzip, br;q=0.1", offered))
        .contains("\nContent-Encoding: gzip\n")
        .endsWith("\n\ngz");
    assertThat(ask("GET", "/files/sub/c.txt", "Accept-Encoding: gzip, br;q=0.1", offered))
        .endsWith("\n\nbr");
    assertThat(ask("GET", "/files/a.txt", "Accept-Encoding: gzip, br;q=0.000", offered))
        .endsWith("\n\ngz");
    assertThat(ask("GET", "/files/a.txt", "Accept-Encoding: *;q=0.5, br;q=0", offered))
        .endsWith("\n\ngz");
    assertThat(ask("GET", "/files/a.txt", "", offered))
        .contains("\nVary: Accept-Encoding\n")
        .endsWith("\n\n0123456789");
    assertThat(ask("GET", "/files/sub/b.html", "Accept-Encoding: br", offered)).endsWith("\n\n<b>");
  }

  @Test
  void howLongItIsGoodIsSaidIfThatIsSet() throws IOException {
    assertThat(get("/files/a.txt", "maxAge", "1h")).contains("\nCache-Control: max-age=3600\n");
  }
}
