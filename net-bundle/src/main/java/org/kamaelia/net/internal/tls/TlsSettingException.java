package org.kamaelia.net.internal.tls;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Settings for TLS, or the files that they name, are wrong; the message is for the operator. */
public final class TlsSettingException extends Exception {
  private static final long serialVersionUID = 1;

  TlsSettingException(String message) {
    super(message);
  }

  TlsSettingException(String message, Exception cause) {
    super(message, cause);
  }

  static TlsSettingException unreadable(Path path, IOException e) {
    return new TlsSettingException(
        switch (e) {
          case NoSuchFileException _ -> path + " is not there";
          case AccessDeniedException _ -> path + " may not be read";
          default -> path + " cannot be read: " + e.getMessage();
        },
        e);
  }
}
