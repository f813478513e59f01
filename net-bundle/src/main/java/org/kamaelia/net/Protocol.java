package org.kamaelia.net;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Names the protocol of a {@link ProtocolFactory} or {@link DatagramProtocolFactory} service, and
 * says what carries it: the service properties {@code kamaelia.protocol.name}, {@code
 * kamaelia.protocol.port} and so on. Its version is its bundle's.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Protocol {
  /** Prefix of the service properties. */
  String PREFIX_ = "kamaelia.protocol.";

  /** The protocol's name, by which listeners ask for it: lower-case letters, digits and hyphens. */
  String name();

  /**
   * The port assigned to the protocol (IANA's, say), or 0. Where no listener asks for the protocol
   * the server may bind it there by itself, on loopback, plus 7000 for the ports below 1024.
   */
  int port() default 0;

  /**
   * Whether a stream of bytes carries it, as of TCP: a message holds whatever has come, and ends
   * anywhere.
   */
  boolean streams() default true;

  /** Whether datagrams carry it, as of UDP: a message is one of them, and may be lost. */
  boolean datagrams() default false;
}
