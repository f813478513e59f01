package org.kamaelia.deploy.internal;

import java.lang.management.ManagementFactory;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Who holds on to the classes of a bundle, as far as a look tells that costs little: threads and
 * what hangs on them, and the places of the JDK where a bundle can leave something behind.
 */
final class Holders {
  private final Function<String, List<String>> components;

  /**
   * @param components names the components that run, by where their code comes from
   */
  Holders(Function<String, List<String>> components) {
    this.components = components;
  }

  /**
   * Looks.
   *
   * @param loader the class loader of a bundle that was uninstalled
   * @param origin the bundle, as the components that it has made name it
   * @return who holds on to it, in words
   */
  List<String> of(ClassLoader loader, String origin) {
    var belongings = new Belongings(loader);
    List<String> found = new ArrayList<>();
    components.apply(origin).forEach(name -> found.add("component " + name));
    found.addAll(new ThreadHolders(belongings).find());
    logging(belongings, found);
    beans(loader, found);
    hooks(belongings, found);
    return found;
  }

  private static void logging(Belongings belongings, List<String> found) {
    LogManager manager = LogManager.getLogManager();
    for (String name : Collections.list(manager.getLoggerNames())) {
      Logger logger = manager.getLogger(name);
      if (logger != null) {
        String of = "of the logger \"" + name + "\"";
        belongings.name(logger.getFilter()).ifPresent(what -> found.add("filter " + of + what));
        belongings.name(logger.getLevel()).ifPresent(what -> found.add("level " + of + what));
        for (Handler handler : logger.getHandlers()) {
          belongings
              .name(handler)
              .or(() -> belongings.name(handler.getFormatter()))
              .or(() -> belongings.name(handler.getFilter()))
              .or(() -> belongings.name(handler.getErrorManager()))
              .ifPresent(what -> found.add("handler " + of + what));
        }
      }
    }
  }

  private static void beans(ClassLoader loader, List<String> found) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    for (ObjectName name : server.queryNames(null, null)) {
      try {
        if (server.getClassLoaderFor(name) == loader) {
          found.add("MBean " + name);
        }
      } catch (InstanceNotFoundException e) {
        // it has gone meanwhile
      }
    }
  }

  private static void hooks(Belongings belongings, List<String> found) {
    for (Provider provider : Security.getProviders()) {
      add(belongings, found, "security provider", provider);
    }
    add(
        belongings,
        found,
        "default handler of uncaught exceptions",
        Thread.getDefaultUncaughtExceptionHandler());
    add(belongings, found, "System.out", System.out);
    add(belongings, found, "System.err", System.err);
    add(belongings, found, "default proxy selector", ProxySelector.getDefault());
    add(belongings, found, "default authenticator", Authenticator.getDefault());
    add(belongings, found, "default cookie handler", CookieHandler.getDefault());
    add(belongings, found, "default response cache", ResponseCache.getDefault());
  }

  private static void add(
      Belongings belongings, List<String> found, String what, @Nullable Object object) {
    Optional<String> name = belongings.name(object);
    name.ifPresent(text -> found.add(what + text));
  }
}
