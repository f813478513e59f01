package org.kamaelia.console.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.Server;
import org.kamaelia.net.transport.TcpInfo;

/** A TCP connection, and what the system knows of it. */
record TcpConnection(ConnectionInfo connection, TcpInfo tcp) {

  /** Those of a server of which the system tells. */
  static List<TcpConnection> all(Server server) {
    Map<Long, TcpInfo> infos = server.tcpInfos();
    return server.connections().stream()
        .flatMap(
            connection ->
                Optional.ofNullable(infos.get(connection.id()))
                    .map(tcp -> new TcpConnection(connection, tcp))
                    .stream())
        .toList();
  }
}
