package org.kamaelia.lab;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The experiments that there are. */
final class Experiments {
  private final ClassLoader loader;
  private final Map<String, Experiment> named = new TreeMap<>(Comparator.naturalOrder());

  private Experiments(ClassLoader loader) {
    this.loader = loader;
    for (Experiment each : ServiceLoader.load(Experiment.class, loader)) {
      if (named.putIfAbsent(each.name(), each) != null) {
        throw new PlanProblem("two experiments are called " + each.name());
      }
    }
  }

  /** Those of the lab, and those of an author's own jars or class folders. */
  static Experiments of(List<Path> classPath) {
    List<URL> urls = new ArrayList<>();
    for (Path each : classPath) {
      if (!Files.exists(each)) {
        throw new PlanProblem("--classpath: there is no " + each);
      }
      try {
        urls.add(each.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalStateException(e);
      }
    }
    ClassLoader ours = Experiments.class.getClassLoader();
    return new Experiments(
        urls.isEmpty() ? ours : new URLClassLoader("lab", urls.toArray(URL[]::new), ours));
  }

  /** What sees the experiments' classes. */
  ClassLoader loader() {
    return loader;
  }

  /** All that can be found by name. */
  List<Experiment> all() {
    return List.copyOf(named.values());
  }

  /**
   * Those that a word means: a name, a pattern of names such as {@code rfc8867-*}, or a class.
   *
   * @throws PlanProblem if there is none
   */
  List<Experiment> find(String word) {
    Experiment known = named.get(word);
    if (known != null) {
      return List.of(known);
    }
    if (word.contains("*")) {
      PathMatcher pattern = FileSystems.getDefault().getPathMatcher("glob:" + word);
      List<Experiment> some =
          named.values().stream().filter(each -> pattern.matches(Path.of(each.name()))).toList();
      if (!some.isEmpty()) {
        return some;
      }
    }
    if (word.contains(".") && !word.contains("*")) {
      try {
        return List.of(
            loader
                .loadClass(word)
                .asSubclass(Experiment.class)
                .getDeclaredConstructor()
                .newInstance());
      } catch (ClassNotFoundException e) {
        // neither name nor class
      } catch (ClassCastException e) {
        throw new PlanProblem(word + " is no " + Experiment.class.getName());
      } catch (ReflectiveOperationException e) {
        throw new PlanProblem(
            "%s cannot be made, it has to be public with a public constructor without arguments: %s"
                .formatted(word, e));
      }
    }
    throw new PlanProblem(
        "no experiment \"%s\": %s".formatted(word, Near.meant(word, named.keySet())));
  }
}
