package org.kamaelia.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Says which requests a service answers: the service properties {@code kamaelia.http.path} and
 * {@code kamaelia.http.listener}. Of several that would, one that names the listener comes before
 * one that does not, then the longest path, then the OSGi order of services.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface HttpResource {
  /** Prefix of the service properties. */
  String PREFIX_ = "kamaelia.http.";

  /**
   * Paths, as {@link Request#path} has them: {@code /hello} is that alone, {@code /media/*} is all
   * that is under {@code /media/}, and {@code /*} is everything.
   */
  String[] path();

  /** The listeners on which it is; all of the protocol's if none is named. */
  String[] listener() default {};
}
