package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseTest {

  @TempDir Path temp;
  private Base base;

  @BeforeEach
  void distribution() throws IOException {
    Path home = temp.resolve("home");
    write(home.resolve("etc/a.cfg"), "shipped");
    write(home.resolve("deploy/a.jar"), "shipped");
    base = new Base(home, temp.resolve("base"));
  }

  @Test
  void newFolderGetsWhatTheDistributionShips() throws IOException {
    base.makeVar();
    base.fill();
    assertThat(base.etc().resolve("a.cfg")).hasContent("shipped");
    assertThat(base.deploy().resolve("a.jar")).hasContent("shipped");
    assertThat(Files.list(base.folder())).containsOnly(base.etc(), base.deploy(), base.var());
  }

  @Test
  void whatTheUserHasStaysAsItIs() throws IOException {
    base.makeVar();
    base.fill();
    Files.delete(base.deploy().resolve("a.jar"));
    write(base.etc().resolve("a.cfg"), "changed");
    base.makeVar();
    base.fill();
    assertThat(base.deploy()).isEmptyDirectory();
    assertThat(base.etc().resolve("a.cfg")).hasContent("changed");
  }

  @Test
  void copyThatWasCutShortIsBegunAgain() throws IOException {
    base.makeVar();
    write(base.var().resolve("etc.new/half"), "");
    base.fill();
    assertThat(base.etc()).isDirectoryNotContaining("glob:**half");
    assertThat(base.etc().resolve("a.cfg")).exists();
  }

  @Test
  void folderThatTheUserTookOutOfTheDistributionIsEmpty() throws IOException {
    Base same = new Base(base.home(), base.home());
    Files.delete(same.deploy().resolve("a.jar"));
    Files.delete(same.deploy());
    same.makeVar();
    same.fill();
    assertThat(same.deploy()).isEmptyDirectory();
  }

  @Test
  void onlyItsUserGetsIntoVar() throws IOException {
    base.makeVar();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(base.var())))
        .isEqualTo("rwx------");
  }

  @Test
  void configurationsFromFilesAreForgottenAndOthersKept() throws IOException {
    base.makeVar();
    Path ofFile = base.config().resolve("org/listener%007ea.config");
    Path ofConsole = base.config().resolve("org/listener%007eb.config");
    write(ofFile, "address=\"127.0.0.1:1\"\nfelix.fileinstall.filename=\"file:/etc/a.cfg\"\n");
    write(ofConsole, "address=\"127.0.0.1:2\"\n");
    base.forgetEtc();
    assertThat(ofFile).doesNotExist();
    assertThat(ofConsole).exists();
  }

  @Test
  void socketBelowTheWorkingFolderHasAShortPath() throws CommandFailure {
    Path deep = Path.of("target", "x".repeat(60)).toAbsolutePath();
    assertThat(new Base(temp, deep).socket())
        .isEqualTo(Path.of("target", "x".repeat(60), "var/console.sock"));
  }

  @Test
  void pathThatIsTooLongForASocketIsRefusedWithTheWayOut() {
    Path deep = temp.resolve("x".repeat(100));
    assertThatThrownBy(() -> new Base(temp, deep).socket())
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(deep.toString())
        .hasMessageContaining("--base");
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
