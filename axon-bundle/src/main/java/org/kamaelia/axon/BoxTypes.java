package org.kamaelia.axon;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * The message types of a component class, as it declares them in its {@code extends} clause, so
 * that links made by name can be checked without asking authors to say their types twice.
 */
record BoxTypes(Class<?> inbox, Class<?> outbox) {
  private static final ClassValue<BoxTypes> OF =
      new ClassValue<>() {
        @Override
        protected BoxTypes computeValue(Class<?> type) {
          return read(type);
        }
      };

  static BoxTypes of(Class<?> componentClass) {
    return OF.get(componentClass);
  }

  private static BoxTypes read(Class<?> type) {
    // Only a direct declaration counts: a type variable or a lambda leaves the type open.
    if (type.getGenericSuperclass() instanceof ParameterizedType parent
        && parent.getActualTypeArguments().length == 2) {
      Type[] arguments = parent.getActualTypeArguments();
      return new BoxTypes(raw(arguments[0]), raw(arguments[1]));
    }
    Class<?> parent = type.getSuperclass();
    return parent == null || parent == Component.class
        ? new BoxTypes(Object.class, Object.class)
        : of(parent);
  }

  private static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic when generic.getRawType() instanceof Class<?> plain -> plain;
      default -> Object.class;
    };
  }
}
