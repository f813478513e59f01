package org.kamaelia.deploy.internal;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import shark.HeapAnalysis;
import shark.HeapAnalysisFailure;
import shark.HeapAnalysisSuccess;
import shark.HeapAnalyzer;
import shark.HeapField;
import shark.HeapGraph;
import shark.HeapObject.HeapClass;
import shark.HeapObject.HeapInstance;
import shark.IgnoredReferenceMatcher;
import shark.LeakTrace;
import shark.LeakTraceReference;
import shark.LeakTraceReference.ReferenceType;
import shark.MetadataExtractor;
import shark.ObjectInspectors;
import shark.ReferencePattern.InstanceFieldPattern;

/**
 * Finds in a dump of the heap by which way something that is alive reaches the classes of bundles
 * that should be gone. The JVM stands still while it writes the dump, and the search takes memory.
 */
final class HeapSearch implements AutoCloseable {
  private static final String REFERENCE = "java.lang.ref.Reference";
  private static final int MOST_WAYS = 3;

  private final Path folder;
  private final Path dump;

  /**
   * Dumps the heap.
   *
   * @param parent where; nobody but the server's user can read it there
   * @throws IOException if there is no room for it, on the disk or in memory to search it
   */
  HeapSearch(Path parent) throws IOException {
    mustHaveRoom(parent);
    folder = Files.createTempDirectory(parent, "heap");
    dump = folder.resolve("heap.hprof");
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpHeap(dump.toString(), true);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static void mustHaveRoom(Path parent) throws IOException {
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    long disk = Files.getFileStore(parent).getUsableSpace();
    if (disk < 2 * used) {
      throw new IOException(
          "a dump of the heap may take %d MiB, and %s has %d"
              .formatted(mebi(2 * used), parent, mebi(disk)));
    }
    // what the search has in memory is less than what it searches
    long free = runtime.maxMemory() - used;
    if (free < used) {
      throw new IOException(
          "the heap has %d MiB in use and %d free: too little to search it beside the server"
              .formatted(mebi(used), mebi(free)));
    }
  }

  private static long mebi(long bytes) {
    return bytes >> 20;
  }

  /**
   * Searches for the ways to one bundle.
   *
   * @return some of them, in words; empty if there is none, so that nobody holds on to it any more
   */
  @SuppressWarnings("deprecation") // the other way in is for Kotlin only
  List<String> ways(Removal removal) throws IOException {
    HeapAnalysis analysis =
        new HeapAnalyzer(step -> {})
            .analyze(
                dump.toFile(),
                graph -> belongings(graph, removal.bundleId()),
                // weak, soft and phantom references, and finalizers
                List.of(
                    new IgnoredReferenceMatcher(new InstanceFieldPattern(REFERENCE, "referent"))),
                false,
                ObjectInspectors.Companion.getJdkDefaults(),
                MetadataExtractor.Companion.getNO_OP(),
                null);
    return switch (analysis) {
      case HeapAnalysisSuccess found ->
          Stream.concat(found.getApplicationLeaks().stream(), found.getLibraryLeaks().stream())
              .flatMap(leak -> leak.getLeakTraces().stream())
              .map(HeapSearch::describe)
              .distinct()
              .limit(MOST_WAYS)
              .toList();
      case HeapAnalysisFailure failed ->
          throw new IOException("the heap cannot be searched: " + failed.getException());
      default -> throw new AssertionError(analysis);
    };
  }

  /** The class loader, its classes, and what was made of them. */
  private static Set<Long> belongings(HeapGraph graph, long bundleId) {
    Set<Long> loaders = new HashSet<>();
    HeapClass removals = graph.findClassByName(Removal.class.getName());
    if (removals != null) {
      for (Iterator<HeapInstance> all = removals.getInstances().iterator(); all.hasNext(); ) {
        HeapInstance removal = all.next();
        Long id = value(removal.get(Removal.class.getName(), "bundleId"));
        Long loader = value(removal.get(REFERENCE, "referent"));
        if (id != null && id == bundleId && loader != null && loader != 0) {
          loaders.add(loader);
        }
      }
    }
    Set<Long> classes = new HashSet<>();
    for (Iterator<HeapClass> all = graph.getClasses().iterator(); all.hasNext(); ) {
      HeapClass type = all.next();
      if (loaders.contains(type.readRecord().getClassLoaderId())) {
        classes.add(type.getObjectId());
      }
    }
    Set<Long> found = new HashSet<>(loaders);
    found.addAll(classes);
    for (Iterator<HeapInstance> all = graph.getInstances().iterator(); all.hasNext(); ) {
      HeapInstance instance = all.next();
      if (classes.contains(instance.getInstanceClassId())) {
        found.add(instance.getObjectId());
      }
    }
    return found;
  }

  private static @Nullable Long value(@Nullable HeapField field) {
    if (field == null) {
      return null;
    }
    Long number = field.getValue().getAsLong();
    return number != null ? number : field.getValue().getAsObjectId();
  }

  private static String describe(LeakTrace trace) {
    return Stream.of(
            Stream.of(trace.getGcRootType().getDescription()),
            trace.getReferencePath().stream().map(HeapSearch::describe),
            Stream.of(trace.getLeakingObject().getClassName()))
        .flatMap(part -> part)
        .collect(Collectors.joining(" > "));
  }

  private static String describe(LeakTraceReference reference) {
    String name = reference.getReferenceDisplayName();
    if (reference.getReferenceType() != ReferenceType.ARRAY_ENTRY) {
      name = reference.getOwningClassName() + "." + name;
    }
    String labels = String.join(", ", reference.getOriginObject().getLabels());
    return labels.isEmpty() ? name : "%s (%s)".formatted(name, labels);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(dump);
    Files.delete(folder);
  }
}
