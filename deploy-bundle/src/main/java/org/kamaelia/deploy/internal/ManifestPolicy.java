package org.kamaelia.deploy.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import org.apache.felix.utils.manifest.Clause;
import org.apache.felix.utils.manifest.Parser;
import org.osgi.framework.Constants;

/**
 * What a protocol's manifest may say. A protocol hangs on to nobody but the API, and nobody to it:
 * only so can it be replaced alone, and its class loader go. Bundles that are no protocols may be
 * libraries, and say what they like.
 */
final class ManifestPolicy {
  private static final String CAPABILITY = "org.kamaelia.protocol";
  private static final String NET = "org.kamaelia.net";
  private static final Packages API =
      Packages.of(
          "java.*, org.kamaelia.axon, org.kamaelia.net, org.kamaelia.net.transport,"
              + " org.kamaelia.http, org.kamaelia.websocket");

  private final Attributes manifest;
  private final Policy policy;
  private final List<Clause> imports;

  private ManifestPolicy(Attributes manifest, Policy policy) {
    this.manifest = manifest;
    this.policy = policy;
    imports = clauses(Constants.IMPORT_PACKAGE);
  }

  /**
   * Looks at a manifest.
   *
   * @return the first thing that it may not say, and what to do instead; empty if there is none
   */
  static Optional<String> fault(Attributes manifest, Policy policy) {
    try {
      return new ManifestPolicy(manifest, policy).fault();
    } catch (IllegalArgumentException e) {
      return Optional.of("a header cannot be read: " + e.getMessage());
    }
  }

  private Optional<String> fault() {
    boolean named = clauses(Constants.PROVIDE_CAPABILITY).stream().anyMatch(this::isCapability);
    if (!named && imports.stream().map(Clause::getName).noneMatch(ManifestPolicy::isNet)) {
      return policy.protocolsOnly()
          ? Optional.of(
              "no protocol: there is no Provide-Capability: %s, and protocolsOnly = yes"
                  .formatted(CAPABILITY))
          : Optional.empty();
    }
    return export()
        .or(this::forbiddenImport)
        .or(() -> forbidden(Constants.REQUIRE_BUNDLE, "import the packages that are used"))
        .or(
            () ->
                forbidden(
                    Constants.DYNAMICIMPORT_PACKAGE,
                    "name what is used in Import-Package, with resolution:=optional if need be"))
        .or(() -> named ? Optional.empty() : Optional.of(withoutCapability()));
  }

  private boolean isCapability(Clause clause) {
    return clause.getName().equals(CAPABILITY) && clause.getAttribute(CAPABILITY) != null;
  }

  private static boolean isNet(String name) {
    return name.equals(NET) || name.startsWith(NET + ".");
  }

  private Optional<String> export() {
    return forbidden(
        Constants.EXPORT_PACKAGE,
        "a protocol exports nothing, as who uses it would keep its old version; what others use"
            + " belongs into a bundle of its own");
  }

  private Optional<String> forbidden(String header, String instead) {
    return clauses(header).stream()
        .findFirst()
        .map(clause -> "%s: %s: %s".formatted(header, clause.getName(), instead));
  }

  private Optional<String> forbiddenImport() {
    return imports.stream()
        .map(Clause::getName)
        .filter(name -> !mayImport(name))
        .findFirst()
        .map(
            name ->
                "%s: %s: %s"
                    .formatted(
                        Constants.IMPORT_PACKAGE,
                        name,
                        isInternal(name)
                            ? "it is not API and may change any day"
                            : "a protocol may import java.*, org.kamaelia.axon, net, http,"
                                  + " websocket and imports = "
                                + policy.imports()
                                + "; embed it, or add it to imports"));
  }

  private boolean mayImport(String name) {
    return API.contain(name) || (!isInternal(name) && policy.imports().contain(name));
  }

  private static boolean isInternal(String name) {
    return name.startsWith("org.kamaelia.") && (name + ".").contains(".internal.");
  }

  private static String withoutCapability() {
    return "Provide-Capability: %1$s is missing, as Import-Package: %2$s makes it a protocol; write %1$s; %1$s=\"NAME\"; version:Version=\"1.0\""
        .formatted(CAPABILITY, NET);
  }

  private List<Clause> clauses(String header) {
    String value = manifest.getValue(header);
    return value == null || value.isBlank() ? List.of() : Arrays.asList(Parser.parseHeader(value));
  }
}
