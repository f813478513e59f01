package org.kamaelia.deploy.samples;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.management.ObjectName;
import org.osgi.framework.BundleContext;

/** Leaves something behind, as the header {@code Text} says. */
public final class Leaking extends Good {
  @Override
  public void start(BundleContext context) throws Exception {
    super.start(context);
    var latch = context.getService(context.getServiceReference(CountDownLatch.class));
    var pool = context.getService(context.getServiceReference(ExecutorService.class));
    switch (context.getBundle().getHeaders("").get("Text")) {
      case "thread" -> Thread.ofPlatform().daemon().name("left").start(() -> await(latch));
      case "virtual" -> Thread.ofVirtual().name("left").start(() -> await(latch));
      case "class" -> new Left(latch).start();
      case "context" ->
          pool.submit(() -> Thread.currentThread().setContextClassLoader(loader())).get();
      case "pool" -> pool.submit(() -> await(latch));
      case "hook" ->
          Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("end"), "left"));
      case "handler" -> Logger.getLogger("").addHandler(new Silence());
      case "local" -> pool.submit(() -> new ThreadLocal<Object>().set(new Silence())).get();
      case "listed" ->
          pool.submit(() -> new ThreadLocal<Object>().set(new ArrayList<>(List.of(new Silence()))))
              .get();
      case "bean" ->
          ManagementFactory.getPlatformMBeanServer()
              .registerMBean(new Bean(), new ObjectName("left:type=Bean"));
      case "property" -> System.getProperties().put(new Silence(), "");
      default -> {}
    }
  }

  private static ClassLoader loader() {
    return Leaking.class.getClassLoader();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Left extends Thread {
    private final CountDownLatch latch;

    Left(CountDownLatch latch) {
      super("left");
      setDaemon(true);
      this.latch = latch;
    }

    @Override
    public void run() {
      await(latch);
    }
  }

  /** What is seen of a bean. */
  public interface BeanMBean {}

  /** A bean. */
  public static final class Bean implements BeanMBean {}

  private static final class Silence extends Handler {
    @Override
    public void publish(LogRecord line) {}

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
