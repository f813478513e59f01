package org.kamaelia.testbed.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls that can be reached from a class, as far as it lies in the same jar or folder. Calls
 * through interfaces lead to the classes that are instantiated on the way; what is called by
 * reflection is not seen.
 */
public final class Reach {

  /**
   * A call, with names as class files have them.
   *
   * @param caller the method that has it, as a stack trace shows it
   * @param text the last argument, if that is a literal text
   */
  public record Call(
      String caller, String owner, String name, String type, Optional<String> text) {}

  /** Is told of calls. */
  @FunctionalInterface
  public interface Visitor {
    /** A call can be reached. */
    void visit(Call call);
  }

  /** A method; without a name and type, all of the class. */
  private record Member(String owner, String name, String type) {}

  private final ClassLoader loader;
  private final String place;
  private final Visitor visitor;
  private final Map<String, @Nullable ClassModel> classes = new HashMap<>();
  private final Set<Member> seen = new HashSet<>();
  private final Deque<Member> ahead = new ArrayDeque<>();

  private Reach(ClassLoader loader, String place, Visitor visitor) {
    this.loader = loader;
    this.place = place;
    this.visitor = visitor;
  }

  /**
   * Looks at what can be reached from a class: from all its methods.
   *
   * @throws IllegalArgumentException if its class file cannot be had, as of a lambda
   */
  public static void from(Class<?> root, Visitor visitor) {
    String name = root.getName().replace('.', '/');
    ClassLoader loader = root.getClassLoader();
    URL file = loader == null ? null : loader.getResource(name + ".class");
    if (file == null || loader == null) {
      throw new IllegalArgumentException("there is no class file of " + root.getName());
    }
    String place = file.toString();
    place = place.substring(0, place.length() - (name + ".class").length());
    Reach search = new Reach(loader, place, visitor);
    search.reach(new Member(name, "", ""));
    while (!search.ahead.isEmpty()) {
      search.look(search.ahead.removeFirst());
    }
  }

  private void reach(Member member) {
    if (seen.add(member)) {
      ahead.add(member);
    }
  }

  private void look(Member member) {
    ClassModel owner = classes.computeIfAbsent(member.owner, this::read);
    if (owner == null) {
      return;
    }
    Member whole = new Member(member.owner, "", "");
    Optional<String> superclass = owner.superclass().map(ClassEntry::asInternalName);
    if (member.equals(whole)) {
      owner.methods().forEach(method -> look(owner, method));
      superclass.ifPresent(it -> reach(new Member(it, "", "")));
    } else if (!seen.contains(whole)) {
      List<MethodModel> named =
          owner.methods().stream()
              .filter(it -> it.methodName().equalsString(member.name))
              .filter(it -> it.methodType().equalsString(member.type))
              .toList();
      named.forEach(method -> look(owner, method));
      if (named.isEmpty()) {
        superclass.ifPresent(it -> reach(new Member(it, member.name, member.type)));
      }
      reach(new Member(member.owner, "<clinit>", "()V"));
    }
  }

  private void look(ClassModel owner, MethodModel method) {
    method
        .code()
        .ifPresent(
            code -> {
              int line = 0;
              Optional<String> text = Optional.empty();
              for (CodeElement element : code) {
                if (element instanceof LineNumber number) {
                  line = number.line();
                } else {
                  look(owner, method, line, element, text);
                  text = literal(element);
                }
              }
            });
  }

  private static Optional<String> literal(CodeElement element) {
    return element instanceof ConstantInstruction constant
            && constant.constantValue() instanceof String text
        ? Optional.of(text)
        : Optional.empty();
  }

  private void look(
      ClassModel owner, MethodModel method, int line, CodeElement element, Optional<String> text) {
    switch (element) {
      case InvokeInstruction call ->
          called(
              owner,
              method,
              line,
              new Member(
                  call.owner().asInternalName(),
                  call.name().stringValue(),
                  call.type().stringValue()),
              text);
      case InvokeDynamicInstruction dynamic ->
          dynamic.bootstrapArgs().stream()
              .filter(DirectMethodHandleDesc.class::isInstance)
              .map(DirectMethodHandleDesc.class::cast)
              .forEach(
                  it ->
                      called(
                          owner,
                          method,
                          line,
                          new Member(
                              internalName(it.owner()), it.methodName(), it.lookupDescriptor()),
                          Optional.empty()));
      case NewObjectInstruction made ->
          reach(new Member(made.className().asInternalName(), "", ""));
      case FieldInstruction field ->
          reach(new Member(field.owner().asInternalName(), "<clinit>", "()V"));
      default -> {}
    }
  }

  private void called(
      ClassModel owner, MethodModel method, int line, Member called, Optional<String> text) {
    visitor.visit(
        new Call(
            "%s.%s(line %d)"
                .formatted(
                    owner.thisClass().asInternalName().replace('/', '.'),
                    method.methodName(),
                    line),
            called.owner,
            called.name,
            called.type,
            text));
    reach(called);
  }

  private static String internalName(ClassDesc type) {
    String descriptor = type.descriptorString();
    return descriptor.substring(1, descriptor.length() - 1);
  }

  /** A class that lies where the first one does; null of others. */
  private @Nullable ClassModel read(String name) {
    URL file = loader.getResource(name + ".class");
    if (file == null || !file.toString().startsWith(place)) {
      return null;
    }
    try (InputStream in = file.openStream()) {
      return ClassFile.of().parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
