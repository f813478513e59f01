package org.kamaelia.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.jspecify.annotations.Nullable;

/**
 * The file with the public keys of those who may log in, one a line, as OpenSSH's {@code
 * authorized_keys}. It is read at each login, so that a key that was taken out of it is of no use
 * any more. Any thread.
 */
final class AuthorizedKeys {
  private static final Logger LOG = System.getLogger("org.kamaelia.ssh");

  /** More than thousands of keys need. */
  private static final int MOST_BYTES = 1 << 20;

  /** Below this, RSA is not taken for safe. */
  private static final int RSA_BITS = 2048;

  private static final Set<String> TYPES =
      Set.of(
          "ssh-ed25519",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          "ssh-rsa");

  /** Options that only take away what nobody has here. */
  private static final Set<String> HARMLESS =
      Set.of(
          "restrict",
          "no-agent-forwarding",
          "no-port-forwarding",
          "no-user-rc",
          "no-x11-forwarding");

  private @Nullable Path file;
  private List<String> lines = List.of();
  private List<Known> known = List.of();

  private record Known(PublicKey key, String comment) {}

  /**
   * Looks for a key.
   *
   * @return the comment behind the key in the file; nothing if the key is not in it
   * @throws IOException if the file cannot be used, saying why
   */
  synchronized Optional<String> find(Path wanted, PublicKey key) throws IOException {
    List<String> now = lines(wanted);
    if (!wanted.equals(file) || !now.equals(lines)) {
      // not at each login: what is wrong with a line is told of once
      known = parse(wanted, now);
      lines = now;
      file = wanted;
    }
    return known.stream()
        .filter(one -> KeyUtils.compareKeys(one.key, key))
        .map(Known::comment)
        .findFirst();
  }

  private static List<String> lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException("there is no file " + file);
    }
    // of whoever can write it anyone is an operator
    for (Path checked : List.of(file, file.toAbsolutePath().getParent())) {
      Set<PosixFilePermission> rights = Files.getPosixFilePermissions(checked);
      if (rights.contains(PosixFilePermission.GROUP_WRITE)
          || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new IOException(
            "others than its owner may write %s: chmod go-w %s".formatted(checked, checked));
      }
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException("%s has more than %d bytes".formatted(file, MOST_BYTES));
      }
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** A line that is not as it should be is told of, and the others count. */
  private static List<Known> parse(Path file, List<String> lines) {
    List<Known> known = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      try {
        AuthorizedKeyEntry entry = AuthorizedKeyEntry.parseAuthorizedKeyEntry(lines.get(i));
        if (entry != null) {
          known.add(known(entry));
        }
      } catch (GeneralSecurityException | IOException | RuntimeException e) {
        LOG.log(
            Level.WARNING,
            "{0}, line {1}, lets nobody in: {2}",
            file,
            String.valueOf(i + 1),
            e.getMessage());
      }
    }
    return List.copyOf(known);
  }

  private static Known known(AuthorizedKeyEntry entry)
      throws GeneralSecurityException, IOException {
    if (!TYPES.contains(entry.getKeyType())) {
      throw new GeneralSecurityException(
          "the type of key is %s, which is none of %s"
              .formatted(entry.getKeyType(), String.join(", ", TYPES.stream().sorted().toList())));
    }
    PublicKey key = entry.resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
    check(entry, key);
    String comment = entry.getComment();
    return new Known(key, comment == null ? "" : comment.strip());
  }

  /** What was meant as a limit must not be passed over. */
  private static void check(AuthorizedKeyEntry entry, PublicKey key)
      throws GeneralSecurityException {
    for (String option : entry.getLoginOptions().keySet()) {
      if (!HARMLESS.contains(option.toLowerCase(Locale.ROOT))) {
        throw new GeneralSecurityException(
            "the option %s is not known here, so the key may not be used".formatted(option));
      }
    }
    if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < RSA_BITS) {
      throw new GeneralSecurityException(
          "an RSA key of %d bits, %d at least".formatted(rsa.getModulus().bitLength(), RSA_BITS));
    }
  }
}
