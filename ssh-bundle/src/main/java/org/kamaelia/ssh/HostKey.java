package org.kamaelia.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Set;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.util.security.SecurityUtils;

/** By what clients know the server again: made once, and kept for its owner alone. */
final class HostKey {
  private static final String FILE = "host_key";
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ENTERS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_READS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private HostKey() {}

  /**
   * The key that is kept in a folder; the first time it is made there, in OpenSSH's form.
   *
   * @throws IOException if it cannot be kept or read, or others could have read it
   */
  static KeyPair in(Path folder) throws IOException {
    JdkEd25519.register();
    Path file = folder.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(folder, OWNER_ENTERS);
        make(file);
      }
      return read(file);
    } catch (GeneralSecurityException e) {
      throw new IOException("the host key %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** By what people compare keys, {@code SHA256:...}. */
  static String fingerprint(KeyPair key) {
    return KeyUtils.getFingerPrint(key.getPublic());
  }

  private static KeyPair read(Path file) throws IOException, GeneralSecurityException {
    if (Files.getPosixFilePermissions(file).stream()
        .anyMatch(it -> !it.name().startsWith("OWNER"))) {
      throw new IOException("the host key %s is not for its owner alone".formatted(file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      Iterable<KeyPair> keys =
          SecurityUtils.loadKeyPairIdentities(
              null, NamedResource.ofName(file.toString()), in, FilePasswordProvider.EMPTY);
      if (keys == null || !keys.iterator().hasNext()) {
        throw new IOException("there is no key in " + file);
      }
      return keys.iterator().next();
    }
  }

  /** Under its name only once it is whole. */
  private static void make(Path file) throws IOException, GeneralSecurityException {
    KeyPair key = JdkEd25519.generate();
    Path beside = file.resolveSibling(FILE + ".new");
    Files.deleteIfExists(beside);
    try (FileChannel channel =
        FileChannel.open(
            beside, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_READS)) {
      OutputStream out = Channels.newOutputStream(channel);
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "kamaelia", null, out);
      out.flush();
      channel.force(true);
    }
    Files.writeString(
        file.resolveSibling(FILE + ".pub"),
        PublicKeyEntry.toString(key.getPublic()) + " kamaelia\n");
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
