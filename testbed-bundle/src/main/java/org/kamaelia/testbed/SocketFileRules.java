package org.kamaelia.testbed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.testbed.TransportContract.Feature;

/** The files of Unix-domain ports. */
interface SocketFileRules extends TransportRules {

  private void overFiles(Experiment experiment) throws Exception {
    needs(Feature.UNIX_DOMAIN);
    needs(Feature.SOCKET_FILES);
    over(AddressKind.UNIX, experiment);
  }

  private static Port open(TransportRig rig, Path path) throws IOException {
    return rig.open(UnixDomainSocketAddress.of(path), Options.NONE);
  }

  /** What a server leaves behind that had no time to clear up. */
  private static Path stale(Path path) throws IOException {
    try (var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path));
    return path;
  }

  @ContractTest
  default void theFileOfAPortIsItsOwnersAlone() throws Exception {
    overFiles(
        rig -> {
          Path path = rig.folder().resolve("port");
          open(rig, path);
          assertEquals(
              "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        });
  }

  @ContractTest
  default void theFileOfAPortIsRemovedWithIt() throws Exception {
    overFiles(
        rig -> {
          Path path = rig.folder().resolve("port");
          Port port = open(rig, path);
          assertTrue(Files.exists(path));
          port.close();
          assertFalse(Files.exists(path));
          assertThrows(IOException.class, () -> rig.connect(port.address()));
        });
  }

  @ContractTest
  default void aFileThatAPortLeftBehindIsReplaced() throws Exception {
    overFiles(
        rig -> {
          Path path = stale(rig.folder().resolve("port"));
          OpenPort port = new OpenPort(rig.far, open(rig, path));
          rig.link(port, Options.NONE);
        });
  }

  @ContractTest
  default void aFileThatAPortLeftBehindRefuses() throws Exception {
    overFiles(
        rig -> {
          Path path = stale(rig.folder().resolve("port"));
          assertThrows(ConnectException.class, () -> rig.connect(UnixDomainSocketAddress.of(path)));
        });
  }

  @ContractTest
  default void theFileOfAnOpenPortIsLeftAlone() throws Exception {
    overFiles(
        rig -> {
          OpenPort port = rig.listen();
          assertThrows(BindException.class, () -> rig.open(port.address(), Options.NONE));
          rig.connect(port).send((byte) 1);
        });
  }

  @ContractTest
  default void whatIsNoSocketIsInUse() throws Exception {
    overFiles(
        rig -> {
          Path file = Files.write(rig.folder().resolve("file"), new byte[] {1, 2});
          Path folder = Files.createDirectory(rig.folder().resolve("folder"));
          Path link =
              Files.createSymbolicLink(
                  rig.folder().resolve("link"), stale(rig.folder().resolve("stale")));
          Path pipe = rig.folder().resolve("pipe");
          new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
          for (Path path : List.of(file, folder, link, pipe)) {
            BindException e = assertThrows(BindException.class, () -> open(rig, path));
            TransportRules.assertSays("in use", e);
            assertTrue(Files.exists(path, LinkOption.NOFOLLOW_LINKS), path::toString);
          }
          assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(file));
        });
  }

  @ContractTest
  default void aFileThatHasTakenThePlaceOfAPortsIsNotRemovedWithIt() throws Exception {
    overFiles(
        rig -> {
          Path path = rig.folder().resolve("port");
          Port port = open(rig, path);
          Files.delete(path);
          Port other = open(rig, path);
          port.close();
          assertTrue(Files.exists(path));
          rig.connect(other.address());
        });
  }

  @ContractTest
  default void aPathThatIsTooLongIsSaidToBe() throws Exception {
    overFiles(
        rig -> {
          Path path = rig.folder().resolve("p".repeat(200));
          IOException e = assertThrows(IOException.class, () -> open(rig, path));
          TransportRules.assertSays("too long", e);
          IOException refused =
              assertThrows(IOException.class, () -> rig.connect(UnixDomainSocketAddress.of(path)));
          TransportRules.assertSays("too long", refused);
        });
  }

  @ContractTest
  default void aPathThatLeadsNowhereIsAFailure() throws Exception {
    overFiles(
        rig -> {
          assertThrows(IOException.class, () -> open(rig, rig.folder().resolve("nowhere/port")));
          assertThrows(IOException.class, () -> open(rig, Path.of("")));
        });
  }
}
