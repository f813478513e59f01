package org.kamaelia.lab;

import java.util.List;
import java.util.Optional;

/**
 * What one plot shows: figures with their intervals, over places.
 *
 * @param title what the lines have in common; empty if there is nothing to tell
 * @param across what the places are
 * @param up what the figures are, with their unit
 * @param places by name, from left to right
 * @param numbers where the places are on a scale of numbers; empty if they are words
 * @param least of all figures and intervals of the plots that are to be compared with this one
 * @param most of them
 * @param zero whether to show where zero is
 */
record Panel(
    String title,
    String across,
    String up,
    List<String> places,
    Optional<List<Double>> numbers,
    List<Line> lines,
    double least,
    double most,
    boolean zero) {

  /**
   * One colour.
   *
   * @param figures as many as there are places; of no runs where nothing was measured
   */
  record Line(String name, List<Summary> figures) {}
}
