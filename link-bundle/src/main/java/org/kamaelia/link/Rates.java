package org.kamaelia.link;

/** Senders without a memory. */
final class Rates {
  static final Rate.Sender UNLIMITED =
      new Rate.Sender() {
        @Override
        public long ready(long now) {
          return now;
        }

        @Override
        public long finish(long start, int bytes) {
          return start;
        }

        @Override
        public long bitsPerSecond(long now) {
          return Long.MAX_VALUE;
        }
      };

  private Rates() {}
}
