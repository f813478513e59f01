package org.kamaelia.lab;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The values of an {@link Experiment}'s parameters.
 *
 * <p>What gives one throws {@link IllegalArgumentException} if the experiment has none of this name
 * and kind.
 */
@ProviderType
public interface Given {

  /** A parameter of {@link Parameter#number} or {@link Parameter#whole}, in its unit. */
  double number(String parameter);

  /** A parameter of {@link Parameter#whole}, in its unit. */
  int whole(String parameter);

  /** A parameter of {@link Parameter#time}. */
  Duration time(String parameter);

  /** A parameter of {@link Parameter#link}. */
  LinkProfile link(String parameter);

  /** Any parameter, as it was written. */
  String text(String parameter);
}
