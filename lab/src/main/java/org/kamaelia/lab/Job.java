package org.kamaelia.lab;

/** A cell to be run with a seed. */
record Job(Cell cell, long seed) {}
