package org.kamaelia.net.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.net.FileRegion;
import org.kamaelia.net.internal.linux.OpenFiles.OpenFile;

@EnabledOnOs(OS.LINUX)
class OpenFilesTest {
  private final FakeCalls fake = new FakeCalls();
  private final OpenFiles files = new OpenFiles(fake.calls());
  @TempDir private Path folder;

  private FileRegion file(String name) throws IOException {
    return FileRegion.of(Files.writeString(folder.resolve(name), "of " + name));
  }

  @Test
  void whatIsAskedForAgainIsOpenStill() throws Exception {
    FileRegion one = file("one");
    OpenFile first = files.open(one);
    OpenFile second = files.open(one.part(1, 1));
    first.giveBack();
    second.giveBack();
    files.look();
    files.open(FileRegion.of(folder.resolve("one"))).giveBack();
    files.look();
    assertThat(fake.count("open")).isEqualTo(1);
    assertThat(fake.count("close")).isEqualTo(0);
  }

  @Test
  void whatNobodyHasAskedForBetweenTwoLooksIsClosed() throws Exception {
    OpenFile used = files.open(file("used"));
    files.open(file("idle")).giveBack();
    assertThat(files.tidy(Long.MAX_VALUE)).isLessThanOrEqualTo(OpenFiles.LOOK);
    assertThat(files.tidy(7)).isEqualTo(7);
    files.look();
    files.look();
    assertThat(fake.count("close")).isEqualTo(1);
    used.giveBack();
    files.look();
    assertThat(fake.count("close")).isEqualTo(2);
    assertThat(files.tidy(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatHasTakenTheNameIsAnotherFile() throws Exception {
    FileRegion before = file("file");
    files.open(before).giveBack();
    Files.move(file("other").path(), folder.resolve("file"), StandardCopyOption.REPLACE_EXISTING);
    FileRegion now = FileRegion.of(folder.resolve("file"));
    assertThat(files.open(now)).isNotSameAs(files.open(before));
    assertThat(fake.count("open")).isEqualTo(2);
  }

  @Test
  void whatIsAnotherFileByThenIsNotOpened() throws Exception {
    FileRegion before = file("file");
    Files.move(file("other").path(), folder.resolve("file"), StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> files.open(before)).hasMessageContaining("another file");
    assertThat(fake.count("close")).isEqualTo(1);
  }

  @Test
  void soManyAreKeptAndOthersClosedAtOnce() throws Exception {
    List<OpenFile> open = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      open.add(files.open(file("file" + i)));
    }
    open.forEach(OpenFile::giveBack);
    assertThat(fake.count("close")).isEqualTo(100 - 64);
    files.close();
    assertThat(fake.count("close")).isEqualTo(100);
  }

  @Test
  void thereAreFewPipesWhichAreUsedAgainIfEmpty() {
    List<FilePipe> pipes = new ArrayList<>();
    for (FilePipe pipe = files.takePipe(); pipe != null; pipe = files.takePipe()) {
      pipes.add(pipe);
    }
    assertThat(pipes).hasSize(4);
    pipes.forEach(files::giveBack);
    assertThat(files.takePipe()).isIn(pipes).satisfies(files::giveBack);
    assertThat(fake.count("pipe2")).isEqualTo(4);
    files.look();
    assertThat(fake.count("close")).isEqualTo(0);
    files.look();
    assertThat(fake.count("close")).isEqualTo(8);
    assertThat(files.tidy(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whereTheSystemHasNoSuchPipeItIsNotAskedAtOnceAgain() {
    fake.answer("pipe2", -Errno.EMFILE).answer("fcntl", -Errno.EPERM);
    assertThat(files.takePipe()).isNull();
    assertThat(files.takePipe()).isNull();
    assertThat(fake.count("pipe2")).isEqualTo(1);
    files.look();
    assertThat(files.takePipe()).isNull();
    assertThat(fake.count("close")).isEqualTo(2);
    files.look();
    assertThat(files.takePipe()).isNotNull();
    files.close();
  }
}
