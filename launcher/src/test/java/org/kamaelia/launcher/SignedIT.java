package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.launcher.Kamaelia.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.launcher.Kamaelia.Result;

/** Signatures as their document says; the commands are the document's. */
@Timeout(300)
class SignedIT {
  private static final Path FORTUNE = Path.of(System.getProperty("kamaelia.fortune.jar"));

  @TempDir private Path temp;
  private Kamaelia kamaelia;
  private Path work;

  /** What the document shows: to make a key, to sign, and the configuration. */
  private String make;

  private String sign;
  private String configuration;

  @BeforeEach
  void start() throws Exception {
    List<String> blocks = Document.blocks("signatures.md", "");
    make = blocks.get(0);
    sign = blocks.get(1);
    configuration = blocks.get(2);
    assertThat(make).startsWith("keytool -genkeypair").contains("trust.pem");
    assertThat(sign).startsWith("jarsigner").contains("fortune.jar");
    assertThat(configuration).contains("signatures = require", "trust = etc/trust.pem");
    work = Files.createDirectory(temp.resolve("work"));
    kamaelia = new Kamaelia(temp);
    kamaelia.listener("fortune");
  }

  @AfterEach
  void end() throws IOException {
    kamaelia.close();
  }

  @Test
  void onlyWhatTheTrustedSignedIsServed() throws Exception {
    startHere();
    shell(make);
    require();
    await("the policy is read", () -> kamaelia.log().contains("signatures = require"));

    drop("fortune.jar", signed(sign));
    await("fortune serves", () -> says("fortune"));
    assertThat(kamaelia.console("deployments --json")).contains("signed by CN=Builder");

    drop("unsigned.jar", Files.readAllBytes(FORTUNE));
    awaitRefused("unsigned.jar", "signed: unsigned: nobody has signed it");
    drop("tampered.jar", tampered(signed(sign)));
    awaitRefused("tampered.jar", "signed: tampered: added was added after it was signed");
    shell(maker("stranger", ""));
    drop("stranger.jar", signed(sign.replace("builder", "stranger")));
    awaitRefused("stranger.jar", "signed: untrusted: signed by CN=stranger");
    shell(maker("old", "-startdate -3y"));
    Files.writeString(
        trust(), Files.readString(work.resolve("old.pem")), StandardOpenOption.APPEND);
    drop("old.jar", signed(sign.replace("builder", "old")));
    awaitRefused("old.jar", "signed: expired: the certificate of CN=old was valid until");
    assertThat(says("fortune")).isTrue();

    // a wrong edit changes nothing
    Files.writeString(cfg(), configuration.replace("require", "requre"));
    await(
        "it is named",
        () ->
            kamaelia.log().contains("signatures = requre: is not off, warn or require; it stays"));
    Files.delete(kamaelia.base.resolve("deploy/unsigned.jar"));
    drop("again.jar", Files.readAllBytes(FORTUNE));
    awaitRefused("again.jar", "signed: unsigned: nobody has signed it");
  }

  @Test
  void whatIsThereAtTheStartMustBeSignedToo() throws Exception {
    shell(make);
    require();
    Files.createDirectories(kamaelia.base.resolve("deploy"));
    drop("fortune.jar", signed(sign));
    drop("unsigned.jar", Files.readAllBytes(FORTUNE));
    startHere();
    assertThat(says("fortune")).isTrue();
    awaitRefused("unsigned.jar", "signed: unsigned: nobody has signed it");
    assertThat(kamaelia.log()).doesNotContain("deployed unsigned.jar");
  }

  @Test
  void aConfigurationThatIsWrongAtTheStartLetsNothingIn() throws Exception {
    Files.writeString(cfg(), "signatures = requre\n");
    Files.createDirectories(kamaelia.base.resolve("deploy"));
    drop("unsigned.jar", Files.readAllBytes(FORTUNE));
    startHere();
    awaitRefused("unsigned.jar", "signed: org.kamaelia.deploy: signatures = requre: is not off");
    Files.writeString(cfg(), "signatures = off\n");
    await("it is tried again", () -> says("fortune"));
  }

  /** Where the document's relative paths begin. */
  private void startHere() throws Exception {
    Result started =
        kamaelia.tool(
            Path.of("/dev/null"),
            "sh",
            "-c",
            "cd '%s' && %s/bin/kamaelia start --daemon --base ."
                .formatted(kamaelia.base, kamaelia.dist));
    assertThat(started.exitCode()).as(started::toString).isZero();
  }

  private void require() throws IOException {
    Files.copy(work.resolve("trust.pem"), trust());
    Files.writeString(cfg(), configuration);
  }

  private Path trust() {
    return kamaelia.base.resolve("etc/trust.pem");
  }

  private Path cfg() {
    return kamaelia.base.resolve("etc/org.kamaelia.deploy.cfg");
  }

  /** The document's way to a key, for another builder. */
  private String maker(String name, String options) {
    return make.replace("CN=Builder", "CN=" + name)
        .replace("builder", name)
        .replace("trust.pem", name + ".pem")
        .replace("-genkeypair", "-genkeypair " + options);
  }

  /** The jar of fortune, signed by a command. */
  private byte[] signed(String command) throws Exception {
    Path jar = work.resolve("fortune.jar");
    Files.copy(FORTUNE, jar, StandardCopyOption.REPLACE_EXISTING);
    shell(command);
    return Files.readAllBytes(jar);
  }

  private byte[] tampered(byte[] jar) throws IOException {
    Path from = Files.write(work.resolve("from.jar"), jar);
    Path to = work.resolve("to.jar");
    try (var zip = new ZipFile(from.toFile());
        var out = new ZipOutputStream(Files.newOutputStream(to))) {
      for (ZipEntry entry : zip.stream().toList()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        zip.getInputStream(entry).transferTo(out);
      }
      out.putNextEntry(new ZipEntry("added"));
    }
    return Files.readAllBytes(to);
  }

  /** In the folder of the keys, with the tools of the JDK that runs this. */
  private void shell(String command) throws Exception {
    Result result =
        kamaelia.tool(
            Path.of("/dev/null"),
            "sh",
            "-e",
            "-c",
            "cd '%s'; PATH='%s':$PATH; PASSWORD=secret-word; %s"
                .formatted(work, Path.of(System.getProperty("java.home"), "bin"), command));
    assertThat(result.exitCode()).as(result::toString).isZero();
  }

  private void drop(String name, byte[] bytes) throws IOException {
    Path beside = Files.write(temp.resolve(name), bytes);
    Files.move(
        beside, kamaelia.base.resolve("deploy").resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private void awaitRefused(String file, String reason) throws Exception {
    await(
        () -> file + " is refused: " + kamaelia.log(),
        () -> kamaelia.log().contains("rejected " + file + ": " + reason));
    assertThat(kamaelia.console("deployments --json")).contains(reason);
  }

  private boolean says(String listener) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), kamaelia.port(listener))) {
      return !new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).isBlank();
    } catch (ConnectException e) {
      return false;
    }
  }
}
