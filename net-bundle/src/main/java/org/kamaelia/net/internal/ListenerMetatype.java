package org.kamaelia.net.internal;

import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Setting;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeProvider;
import org.osgi.service.metatype.ObjectClassDefinition;

/** Tells the tools of OSGi's metatype service what can be set of a listener. */
final class ListenerMetatype implements MetaTypeProvider {

  /**
   * Registers one.
   *
   * @throws NoClassDefFoundError if metatype's API is not there
   */
  static void register(BundleContext context) {
    context.registerService(
        MetaTypeProvider.class,
        new ListenerMetatype(),
        FrameworkUtil.asDictionary(
            Map.of(MetaTypeProvider.METATYPE_FACTORY_PID, ListenerSpec.PID)));
  }

  @Override
  public ObjectClassDefinition getObjectClassDefinition(String id, @Nullable String locale) {
    if (!id.equals(ListenerSpec.PID)) {
      throw new IllegalArgumentException("there is no definition of " + id);
    }
    return new Listeners();
  }

  /** There is English only. */
  @Override
  public String @Nullable [] getLocales() {
    return null;
  }

  private static final class Listeners implements ObjectClassDefinition {
    @Override
    public String getName() {
      return "Listener";
    }

    @Override
    public String getID() {
      return ListenerSpec.PID;
    }

    @Override
    public String getDescription() {
      return "Where the server listens, which protocol it speaks there, and within which limits.";
    }

    @Override
    public AttributeDefinition[] getAttributeDefinitions(int filter) {
      return ListenerSettings.all().stream()
          .filter(setting -> filter == ALL || (filter == REQUIRED) == setting.standard().isEmpty())
          .map(Attribute::new)
          .toArray(AttributeDefinition[]::new);
    }

    @Override
    public @Nullable InputStream getIcon(int size) {
      return null;
    }
  }

  /** A setting is a text to all carriers: {@link Setting#read} says which texts it takes. */
  private record Attribute(Setting<?> setting) implements AttributeDefinition {
    @Override
    public String getName() {
      return setting.name();
    }

    @Override
    public String getID() {
      return setting.name();
    }

    @Override
    public String getDescription() {
      return "%s Values: %s. A change applies to: %s."
          .formatted(setting.meaning(), setting.values(), setting.effect());
    }

    @Override
    public int getCardinality() {
      return 0;
    }

    @Override
    public int getType() {
      return STRING;
    }

    @Override
    public String @Nullable [] getOptionValues() {
      return null;
    }

    @Override
    public String @Nullable [] getOptionLabels() {
      return null;
    }

    @Override
    public String validate(String value) {
      try {
        setting.read(value);
        return "";
      } catch (IllegalArgumentException e) {
        return String.valueOf(e.getMessage());
      }
    }

    @Override
    public String @Nullable [] getDefaultValue() {
      return standard(setting).map(text -> new String[] {text}).orElse(null);
    }

    private static <T> Optional<String> standard(Setting<T> of) {
      return of.standard().map(of::write);
    }
  }
}
