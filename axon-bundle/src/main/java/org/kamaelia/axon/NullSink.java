package org.kamaelia.axon;

/** Takes whatever comes, until the end, and does nothing with it. */
public final class NullSink extends Component<Object, Object> {

  /** Makes a sink. */
  public NullSink() {}

  @Override
  protected void run() {
    while (true) {
      inbox.receive();
    }
  }
}
