package org.kamaelia.deploy.internal;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.DeploymentException;
import org.kamaelia.deploy.KeptJar;
import org.kamaelia.deploy.Leak;
import org.kamaelia.deploy.Plan;
import org.osgi.framework.Bundle;

/**
 * Watches the folder and tells the slots what happened to their files. Events make it fast, listing
 * the folder now and then makes it sure: events get lost, and some file systems have none.
 */
final class Folder implements Deployer {
  static final Logger LOG = System.getLogger("org.kamaelia.deploy");

  /** The log of who changed what; what is done by command is logged there by who takes it. */
  static final Logger AUDIT = System.getLogger("org.kamaelia.audit");

  private final Path folder;
  private final Means means;

  /** By file name. Whoever adds or removes has its lock. */
  private final Map<String, Slot> slots = new ConcurrentSkipListMap<>();

  private final WatchService watcher;
  private final Thread thread;
  private final CountDownLatch begun = new CountDownLatch(1);
  private WatchKey key;
  private boolean readable = true;
  private long scanned;

  /**
   * Starts to deploy from a folder.
   *
   * @param folder made if it is not there
   * @throws IOException if the folder cannot be made or watched
   */
  Folder(Path folder, Means means) throws IOException {
    this.folder = folder;
    this.means = means;
    watcher = folder.getFileSystem().newWatchService();
    try {
      key = register();
    } catch (IOException e) {
      watcher.close();
      throw e;
    }
    thread = Thread.ofPlatform().daemon().name("deployer").start(this::watch);
  }

  @Override
  public List<Deployment> deployments() {
    return slots.values().stream().flatMap(slot -> slot.deployment().stream()).toList();
  }

  @Override
  public Plan plan(Path jar, String file) throws InterruptedException {
    requireJar(file);
    begun.await();
    Slot slot = slots.get(file);
    return slot == null ? new Planner(means, file, null).plan(jar, "") : slot.plan(jar);
  }

  @Override
  public Deployment deploy(Path jar, String file) throws DeploymentException, InterruptedException {
    return command(file, slot -> slot.deploy(jar));
  }

  @Override
  public Deployment rollback(String file) throws DeploymentException, InterruptedException {
    return command(file, Slot::rollBack);
  }

  @Override
  public Deployment rollback(String file, int number)
      throws DeploymentException, InterruptedException {
    return command(file, slot -> slot.rollBack(number));
  }

  @Override
  public List<KeptJar> kept(String file) {
    requireJar(file);
    Slot slot = slots.get(file);
    int running = slot == null ? 0 : slot.number();
    return means.store().history(file).jars().stream()
        .map(
            jar ->
                new KeptJar(
                    file,
                    jar.number(),
                    jar.bundle(),
                    jar.version().toString(),
                    jar.digest(),
                    jar.when(),
                    jar.number() == running))
        .toList();
  }

  @Override
  public List<Leak> leaks() {
    return means.unload().leaks();
  }

  @Override
  public List<Leak> leaksInHeap() throws IOException {
    return means.unload().leaksInHeap();
  }

  private Deployment command(String file, Function<Slot, Future<Deployment>> command)
      throws DeploymentException, InterruptedException {
    requireJar(file);
    begun.await();
    Future<Deployment> outcome;
    synchronized (slots) {
      outcome = command.apply(slot(file));
    }
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case DeploymentException refused -> throw refused;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException("the deployer was stopped", e);
      }
    } catch (CancellationException e) {
      throw new IllegalStateException("the deployer is stopped", e);
    } finally {
      outcome.cancel(false);
    }
  }

  private static void requireJar(String file) {
    Path name = Path.of(file);
    if (name.getNameCount() != 1 || name.isAbsolute() || !isJar(name)) {
      throw new IllegalArgumentException(
          "a file in the folder ends in .jar and begins with no dot: not " + file);
    }
  }

  /** Waits until all that was there at the start was tried, but not for long. */
  @SuppressWarnings("ReturnValueIgnored") // too long is as good
  void awaitBegun() throws InterruptedException {
    begun.await(means.limits().start().toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Ends the threads; what runs goes on. */
  void stop() throws IOException, InterruptedException {
    thread.interrupt();
    thread.join(Duration.ofSeconds(1));
    slots.values().forEach(Slot::stop);
    for (Slot slot : slots.values()) {
      slot.join();
    }
    watcher.close();
  }

  private void watch() {
    try {
      begin();
      begun.countDown();
      scanned = System.nanoTime();
      while (true) {
        try {
          round();
        } catch (ClosedWatchServiceException e) {
          return;
        } catch (RuntimeException | Error e) {
          // no thread to be had, say: the next round finds what this one left
          LOG.log(Level.WARNING, "cannot look after " + folder, e);
        }
      }
    } catch (InterruptedException e) {
      // Stopped.
    }
  }

  private void round() throws InterruptedException {
    long rescan = means.limits().rescan().toNanos();
    WatchKey told = watcher.poll(scanned + rescan - System.nanoTime(), TimeUnit.NANOSECONDS);
    if (told != null) {
      try {
        told.pollEvents().forEach(this::take);
      } finally {
        told.reset();
      }
    }
    if (System.nanoTime() - scanned >= rescan) {
      scanned = System.nanoTime();
      rescan();
    }
  }

  /**
   * Deploys what is there already, in order: what fails or hangs holds up the next not for long.
   */
  private void begin() throws InterruptedException {
    tidy();
    Map<String, Bundle> earlier = new HashMap<>();
    for (Bundle bundle : means.bundles().earlier()) {
      Bundle unwanted =
          bundle.getState() == Bundle.ACTIVE ? earlier.put(Bundles.file(bundle), bundle) : bundle;
      if (unwanted != null) {
        Retirement.discard(means, unwanted);
      }
    }
    Set<String> names = new TreeSet<>(earlier.keySet());
    names.addAll(list());
    if (readable) {
      // they were deleted while no server ran
      names.addAll(means.store().filesThere());
    }
    for (String name : names) {
      var slot =
          new Slot(folder.resolve(name), earlier.get(name), Duration.ZERO, means, this::retry);
      synchronized (slots) {
        slots.put(name, slot);
      }
      slot.touch();
      slot.awaitTried();
    }
  }

  /** Deletes what commands left that the end of a server cut short. */
  private void tidy() {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, ".*.jar" + Slot.BESIDE)) {
      for (Path file : left) {
        Files.delete(file);
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.log(Level.WARNING, "cannot tidy " + folder, e);
    }
  }

  private void take(WatchEvent<?> event) {
    if (!(event.context() instanceof Path name)) {
      // too much happened to be told
      rescan();
    } else if (isJar(name)) {
      slot(name.toString()).touch();
    }
  }

  private void rescan() {
    synchronized (slots) {
      slots.values().removeIf(Slot::isVacant);
    }
    list().forEach(this::slot);
    slots.values().forEach(Slot::rescan);
  }

  /** What was refused is tried again. */
  void reconsider() {
    slots.values().forEach(Slot::reconsider);
  }

  private void retry() {
    slots.values().forEach(Slot::retry);
  }

  private Slot slot(String name) {
    synchronized (slots) {
      return slots.computeIfAbsent(
          name,
          missing ->
              new Slot(folder.resolve(missing), null, means.limits().quiet(), means, this::retry));
    }
  }

  /** The names of the jars, as far as they can be told. */
  private List<String> list() {
    List<String> names = new ArrayList<>();
    try {
      if (!key.isValid()) {
        // the folder was deleted
        key = register();
      }
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          if (isJar(file.getFileName())) {
            names.add(file.getFileName().toString());
          }
        }
      }
      readable = true;
    } catch (IOException | DirectoryIteratorException e) {
      if (readable) {
        readable = false;
        LOG.log(Level.WARNING, "cannot list " + folder, e);
      }
    }
    return names;
  }

  private WatchKey register() throws IOException {
    Files.createDirectories(folder);
    return folder.register(watcher, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
  }

  private static boolean isJar(Path name) {
    return name.toString().endsWith(".jar") && !name.toString().startsWith(".");
  }
}
