package org.kamaelia.net.internal;

import java.net.SocketAddress;
import java.util.List;
import org.kamaelia.axon.Device;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Loop;

/**
 * What a listener has open: one device that accepts connections, or the sockets for datagrams, of
 * which several loops may have one each at the same address.
 */
final class OpenPort {
  /** A device at a port, and how the port is closed. */
  record Place(Loop loop, Device<?, ?> device, Runnable close) {}

  private final SocketAddress address;
  private final List<Place> places;
  private final List<Group> groups;

  private OpenPort(SocketAddress address, List<Place> places, List<Group> groups) {
    this.address = address;
    this.places = places;
    this.groups = groups;
  }

  /**
   * Starts the devices.
   *
   * @param name of their groups
   */
  static OpenPort start(String name, SocketAddress address, List<Place> places) {
    List<Group> groups =
        places.stream()
            .map(
                place -> {
                  Group group = place.loop.group(name);
                  place.loop.execute(() -> group.activate(place.device));
                  return group;
                })
            .toList();
    return new OpenPort(address, places, groups);
  }

  /** Where it really listens. */
  SocketAddress address() {
    return address;
  }

  /** Closes the port at once, even if a loop is held up. */
  void close() {
    places.forEach(place -> place.close.run());
    groups.forEach(group -> group.stop("the port is closed"));
  }
}
