package org.kamaelia.lab;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnitSource;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.category.StatisticalLineAndShapeRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.statistics.DefaultStatisticalCategoryDataset;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Draws plots. */
final class Plots {
  /** Okabe and Ito's, which colour-blind people tell apart too, without the yellow. */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9),
          new Color(0x333333));

  private static final Color GRID = new Color(0xDDDDDD);
  private static final Color INK = new Color(0x333333);
  private static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 13);
  private static final BasicStroke THICK =
      new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final BasicStroke THIN = new BasicStroke(1f);
  private static final BasicStroke SOLID = new BasicStroke(0.7f);
  private static final int FAINT = 110;

  /** Of a curve: two pixels each where a page is wide, and more for the faint ones. */
  private static final int COLUMNS = 450;

  private static final int FAINT_COLUMNS = 100;

  private Plots() {}

  /** Figures with their intervals. */
  static JFreeChart of(Panel panel) {
    boolean legend = panel.lines().size() > 1;
    return chart(panel.title(), panel.numbers().isPresent() ? scaled(panel) : named(panel), legend);
  }

  private static Plot scaled(Panel panel) {
    List<Double> numbers = panel.numbers().orElseThrow();
    XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
    for (Panel.Line line : panel.lines()) {
      XYIntervalSeries series = new XYIntervalSeries(line.name(), true, false);
      for (int i = 0; i < numbers.size(); i++) {
        Summary figure = line.figures().get(i);
        double half = figure.margin();
        if (figure.count() > 0) {
          double at = numbers.get(i);
          series.add(at, at, at, figure.mean(), figure.mean() - half, figure.mean() + half);
        }
      }
      data.addSeries(series);
    }
    XYErrorRenderer renderer = new XYErrorRenderer();
    renderer.setDefaultLinesVisible(true);
    renderer.setDrawXError(false);
    renderer.setCapLength(6);
    for (int i = 0; i < panel.lines().size(); i++) {
      renderer.setSeriesPaint(i, colour(i));
      renderer.setSeriesStroke(i, THICK);
      renderer.setSeriesShape(i, shape(i));
      renderer.setErrorStroke(THIN);
    }
    XYPlot plot = new XYPlot(data, scale(panel.across(), numbers), up(panel), renderer);
    if (panel.zero()) {
      plot.addRangeMarker(zero());
    }
    return plot;
  }

  private static ValueAxis scale(String label, List<Double> numbers) {
    if (Scale.isLogarithmic(numbers)) {
      LogAxis axis = new LogAxis(label);
      axis.setStandardTickUnits(new NumberTickUnitSource());
      axis.setSmallestValue(numbers.stream().min(Double::compare).orElse(1.0) / 10);
      axis.setLowerMargin(0.05);
      axis.setUpperMargin(0.05);
      return axis;
    }
    NumberAxis axis = new NumberAxis(label);
    axis.setAutoRangeIncludesZero(false);
    return axis;
  }

  private static Plot named(Panel panel) {
    DefaultStatisticalCategoryDataset data = new DefaultStatisticalCategoryDataset();
    for (Panel.Line line : panel.lines()) {
      for (int i = 0; i < panel.places().size(); i++) {
        Summary figure = line.figures().get(i);
        double half = figure.margin();
        // with nothing to show a place keeps its own all the same
        boolean none = figure.count() == 0;
        data.add(
            none ? null : figure.mean(), none ? null : half, line.name(), panel.places().get(i));
      }
    }
    StatisticalLineAndShapeRenderer renderer = new StatisticalLineAndShapeRenderer(false, true);
    renderer.setUseSeriesOffset(panel.lines().size() > 1);
    renderer.setErrorIndicatorStroke(THICK);
    for (int i = 0; i < panel.lines().size(); i++) {
      renderer.setSeriesPaint(i, colour(i));
      renderer.setSeriesShape(i, shape(i));
    }
    CategoryAxis places = new CategoryAxis(panel.across());
    boolean crowded = panel.places().stream().mapToInt(String::length).sum() > 60;
    if (crowded) {
      places.setCategoryLabelPositions(CategoryLabelPositions.UP_45);
    }
    places.setMaximumCategoryLabelLines(4);
    places.setTickLabelFont(PLAIN);
    places.setLabelFont(PLAIN);
    CategoryPlot plot = new CategoryPlot(data, places, up(panel), renderer);
    if (panel.zero()) {
      plot.addRangeMarker(zero());
    }
    return plot;
  }

  private static ValueMarker zero() {
    return new ValueMarker(0, INK, THIN);
  }

  /** The same for all plots of a measure, and from zero unless all would be crowded far from it. */
  private static NumberAxis up(Panel panel) {
    NumberAxis axis = new NumberAxis(panel.up());
    double least = panel.least();
    double most = panel.most();
    if (panel.zero() || (least > 0 && least < 0.6 * most)) {
      least = Math.min(0, least);
      most = Math.max(0, most);
    }
    double margin = least == most ? 1 : 0.04 * (most - least);
    if (Double.isFinite(margin)) {
      axis.setRange(least == 0 ? 0 : least - margin, most + margin);
    }
    return axis;
  }

  /**
   * Curves over time.
   *
   * @param middle those of one run, by name
   * @param others of other runs, drawn faintly
   */
  static JFreeChart curves(
      String title, String up, Map<String, Curve> middle, Map<String, List<Curve>> others) {
    XYSeriesCollection data = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setDrawSeriesLineAsPath(true); // else each point is an element of its own
    int series = 0;
    int colour = 0;
    for (Map.Entry<String, Curve> each : middle.entrySet()) {
      data.addSeries(series(each.getKey(), each.getValue().thinned(COLUMNS)));
      renderer.setSeriesPaint(series, colour(colour++));
      renderer.setSeriesStroke(series++, THICK);
    }
    colour = 0;
    for (String name : middle.keySet()) {
      Color base = colour(colour++);
      Color faint = new Color(base.getRed(), base.getGreen(), base.getBlue(), FAINT);
      for (Curve each : others.getOrDefault(name, List.of())) {
        data.addSeries(series(name + " " + series, each.thinned(FAINT_COLUMNS)));
        renderer.setSeriesPaint(series, faint);
        renderer.setSeriesStroke(series, SOLID);
        renderer.setSeriesVisibleInLegend(series++, false);
      }
    }
    NumberAxis time = new NumberAxis("time (s)");
    time.setLowerMargin(0);
    time.setUpperMargin(0);
    XYPlot plot = new XYPlot(data, time, new NumberAxis(up), renderer);
    // the first ones on top
    plot.setSeriesRenderingOrder(SeriesRenderingOrder.REVERSE);
    return chart(title, plot, middle.size() > 1);
  }

  private static XYSeries series(String name, Curve curve) {
    XYSeries series = new XYSeries(name, false, true);
    for (int i = 0; i < curve.points(); i++) {
      double value = curve.value(i);
      series.add(curve.at(i), Double.isNaN(value) ? null : value, false);
    }
    return series;
  }

  private static Color colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  /** Colours alone do not do on paper. */
  private static Shape shape(int index) {
    return switch (index % 4) {
      case 0 -> new Ellipse2D.Double(-4, -4, 8, 8);
      case 1 -> new Rectangle2D.Double(-3.5, -3.5, 7, 7);
      case 2 -> polygon(0, -5, 4.5, 4, -4.5, 4);
      default -> polygon(0, -5, 5, 0, 0, 5, -5, 0);
    };
  }

  private static Shape polygon(double... points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points[0], points[1]);
    for (int i = 2; i < points.length; i += 2) {
      path.lineTo(points[i], points[i + 1]);
    }
    path.closePath();
    return path;
  }

  private static JFreeChart chart(String title, Plot plot, boolean legend) {
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlineVisible(false);
    switch (plot) {
      case XYPlot xy -> {
        xy.setDomainGridlinePaint(GRID);
        xy.setRangeGridlinePaint(GRID);
        xy.setDomainGridlineStroke(SOLID);
        xy.setRangeGridlineStroke(SOLID);
        xy.setAxisOffset(RectangleInsets.ZERO_INSETS);
        readable(xy.getDomainAxis());
        readable(xy.getRangeAxis());
      }
      case CategoryPlot category -> {
        category.setRangeGridlinePaint(GRID);
        category.setRangeGridlineStroke(SOLID);
        category.setAxisOffset(RectangleInsets.ZERO_INSETS);
        readable(category.getRangeAxis());
      }
      default -> throw new IllegalStateException(plot.getPlotType());
    }
    JFreeChart chart = new JFreeChart(null, PLAIN, plot, false);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(new RectangleInsets(4, 4, 4, 8));
    if (!title.isEmpty()) {
      TextTitle text = new TextTitle(title, TITLE);
      text.setHorizontalAlignment(HorizontalAlignment.LEFT);
      text.setPaint(INK);
      chart.setTitle(text);
    }
    if (legend) {
      LegendTitle names = new LegendTitle(plot);
      names.setPosition(RectangleEdge.TOP);
      names.setHorizontalAlignment(HorizontalAlignment.LEFT);
      names.setItemFont(PLAIN);
      chart.addLegend(names);
    }
    return chart;
  }

  private static void readable(ValueAxis axis) {
    axis.setLabelFont(PLAIN);
    axis.setTickLabelFont(PLAIN);
    axis.setLabelPaint(INK);
    axis.setTickLabelPaint(INK);
    axis.setAxisLinePaint(INK);
  }
}
