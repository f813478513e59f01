package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

class StoreTest {
  private static final String FILE = "a.jar";
  private static final Instant WHEN = Instant.parse("2026-11-26T07:00:00.123Z");

  @TempDir private Path temp;

  @Test
  void whatRanIsFoundAgain() throws Exception {
    Store store = open(new Disk());
    add(store, 0);
    add(store, 1);
    History found = open(new Disk()).history(FILE);
    assertThat(found).isEqualTo(store.history(FILE));
    assertThat(found.last()).isEqualTo(2);
    assertThat(found.jars()).containsExactly(entry(2, 1), entry(1, 0));
    assertThat(store.jar(FILE, 2)).hasContent("content 2");
  }

  @Test
  void ofManyJarsTheNewestStay() throws Exception {
    Store store = open(new Disk());
    for (int number = 1; number <= 5; number++) {
      add(store, number - 1);
    }
    assertThat(numbers(store)).containsExactly(5, 4, 3);
    assertThat(names()).containsExactlyInAnyOrder("3.jar", "4.jar", "5.jar", "state");
  }

  @Test
  void theJarToRollBackToStaysHoweverOldItIs() throws Exception {
    Store store = open(new Disk());
    add(store, 0);
    add(store, 1);
    add(store, 2);
    store.running(FILE, 1);
    add(store, 1);
    assertThat(numbers(store)).containsExactly(4, 3, 1);
    add(store, 4);
    assertThat(numbers(store)).containsExactly(5, 4, 3);
  }

  @Test
  void aRollbackIsRemembered() throws Exception {
    Store store = open(new Disk());
    add(store, 0);
    add(store, 1);
    store.running(FILE, 1);
    assertThat(open(new Disk()).history(FILE).last()).isEqualTo(1);
  }

  @Test
  void aFileThatWasRemovedKeepsItsJarsAndIsGone() throws Exception {
    Store store = open(new Disk());
    assertThat(store.history(FILE).gone()).isTrue();
    add(store, 0);
    assertThat(store.history(FILE).gone()).isFalse();
    store.removed(FILE);
    History found = open(new Disk()).history(FILE);
    assertThat(found).isEqualTo(new History(true, 1, List.of(entry(1, 0))));
    store.running(FILE, 1);
    assertThat(open(new Disk()).history(FILE).gone()).isFalse();
  }

  @Test
  void whatWasBegunAndNotDoneIsTidiedAway() throws Exception {
    Store store = open(new Disk());
    add(store, 0);
    Files.writeString(store.temporary("b.jar"), "part");
    Files.writeString(temp.resolve("a.jar/2.jar"), "not named");
    Files.writeString(temp.resolve("a.jar/state.new"), "la");
    open(new Disk());
    assertThat(temp).isDirectoryNotContaining("glob:**.new");
    assertThat(names()).containsExactlyInAnyOrder("1.jar", "state");
  }

  @Test
  void withoutTheJarThatRanLastTheNewestIsIt() throws Exception {
    Store store = open(new Disk());
    add(store, 0);
    add(store, 1);
    Files.delete(store.jar(FILE, 2));
    History found = open(new Disk()).history(FILE);
    assertThat(found.last()).isEqualTo(1);
    assertThat(found.jars()).containsExactly(entry(1, 0));
  }

  @Test
  void aStateThatNobodyWroteIsNoHistoryAndCostsNoJar() throws Exception {
    Store store = open(new Disk());
    add(store, 0);
    for (String wrong : List.of("", "runs", "runs x", "runs 1\n1 0", "runs 1\n1 0 d w b v")) {
      Files.writeString(temp.resolve("a.jar/state"), wrong);
      assertThat(open(new Disk()).history(FILE)).as(wrong).isEqualTo(History.NONE);
    }
    assertThat(names()).containsExactlyInAnyOrder("1.jar", "state");
  }

  /** Whenever the process ends, the next one finds what was before, or what is after. */
  @Test
  void anEndBetweenAnyTwoOperationsLeavesTheOldStateOrTheNew() throws Exception {
    int points = 0;
    for (boolean ended = true; ended; points++) {
      clear();
      Store store = open(new Disk());
      History before = History.NONE;
      ended = false;
      var failing = new Failing(points);
      for (int number = 1; number <= 5 && !ended; number++) {
        int previous = before.last();
        // the third is rolled back from
        boolean back = number == 4;
        History after = back ? before.running(2) : before.with(entry(before.next(), previous), 3);
        try {
          store = new Store(temp, failing);
          if (back) {
            store.running(FILE, 2);
          } else {
            add(store, previous);
          }
          assertThat(store.history(FILE)).isEqualTo(after);
        } catch (End e) {
          ended = true;
          Store found = open(new Disk());
          assertThat(found.history(FILE)).as("end %d", points).isIn(before, after);
          assertWhole(found);
          // and it goes on from there
          add(found, found.history(FILE).last());
          assertWhole(open(new Disk()));
        }
        before = after;
      }
    }
    assertThat(points).isGreaterThan(20);
  }

  private void assertWhole(Store store) throws IOException {
    for (int number : numbers(store)) {
      assertThat(store.jar(FILE, number)).hasContent("content " + number);
    }
    if (Files.isDirectory(temp.resolve(FILE))) {
      assertThat(names().stream().filter(name -> name.endsWith(".jar")))
          .hasSize(numbers(store).size());
    }
  }

  @Test
  void anErrorOfTheDiskLeavesWhatWas() throws Exception {
    Store store = open(new Disk());
    add(store, 0);
    Store full =
        open(
            new Disk() {
              @Override
              void write(Path file, String text) throws IOException {
                throw new IOException("No space left on device");
              }
            });
    assertThatThrownBy(() -> add(full, 1)).isInstanceOf(IOException.class);
    assertThat(full.history(FILE)).isEqualTo(store.history(FILE));
    assertThat(open(new Disk()).history(FILE)).isEqualTo(store.history(FILE));
  }

  private Store open(Disk disk) throws IOException {
    return new Store(temp, disk);
  }

  /** Keeps one more, whose content is its number. */
  private static void add(Store store, int before) throws IOException {
    int number = store.history(FILE).next();
    Path copy = Files.writeString(store.temporary(FILE), "content " + number);
    store.add(FILE, copy, entry(number, before), 3);
  }

  private static History.Entry entry(int number, int before) {
    return new History.Entry(
        number, before, "digest" + number, WHEN, "some.bundle", new Version(1, 0, number, "x"));
  }

  private static List<Integer> numbers(Store store) {
    return store.history(FILE).jars().stream().map(History.Entry::number).toList();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> paths = Files.list(temp.resolve(FILE))) {
      return paths.map(path -> path.getFileName().toString()).toList();
    }
  }

  private void clear() throws IOException {
    try (Stream<Path> paths = Files.walk(temp)) {
      for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
        if (!path.equals(temp)) {
          Files.delete(path);
        }
      }
    }
  }

  /** The process ends. */
  private static final class End extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Ends the process after so many operations; a write may come half. */
  private static final class Failing extends Disk {
    private int left;

    Failing(int operations) {
      left = operations;
    }

    @Override
    void makeFolder(Path folder) throws IOException {
      spend();
      super.makeFolder(folder);
    }

    @Override
    void write(Path file, String text) throws IOException {
      spend();
      if (left == 0) {
        super.write(file, text.substring(0, text.length() / 2));
      }
      spend();
      super.write(file, text);
    }

    @Override
    void force(Path path) throws IOException {
      spend();
      super.force(path);
    }

    @Override
    void move(Path from, Path to) throws IOException {
      spend();
      super.move(from, to);
    }

    @Override
    void delete(Path file) throws IOException {
      spend();
      super.delete(file);
    }

    private void spend() {
      if (left-- == 0) {
        throw new End();
      }
    }
  }
}
