package org.kamaelia.lab;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;

/** The value of a parameter cannot be used; its message is all that the user needs to see. */
public final class ValueProblem extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String parameter;
  private final int line;

  /**
   * Makes one.
   *
   * @param line of a value with several, the first is 1; 0 for all of it
   */
  public ValueProblem(String parameter, int line, String what) {
    super(what);
    this.parameter = parameter;
    this.line = line;
  }

  private ValueProblem(String parameter, String what, Exception cause) {
    super(what, cause);
    this.parameter = parameter;
    line = 0;
  }

  /** Which parameter's. */
  public String parameter() {
    return parameter;
  }

  /** Its line; 0 for all of it. */
  public int line() {
    return line;
  }

  /**
   * What a reader makes of a parameter.
   *
   * @throws ValueProblem if it throws {@link IllegalArgumentException} or {@link IOException}
   */
  public static <T> T reading(String parameter, Callable<T> reader) {
    try {
      return reader.call();
    } catch (ValueProblem e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new ValueProblem(parameter, "there is no file " + e.getMessage(), e);
    } catch (IllegalArgumentException | IOException e) {
      throw new ValueProblem(parameter, e.getMessage() + "", e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
