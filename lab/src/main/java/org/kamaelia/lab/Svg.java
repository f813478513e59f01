package org.kamaelia.lab;

import java.awt.Dimension;
import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.text.TextUtils;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.DOMImplementation;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Makes SVG of charts, for one page: what charts have in common, how lines and words look, is there
 * once, in {@link #styles}.
 */
final class Svg {
  private static final Pattern STYLE = Pattern.compile(" style=\"([^\"]*)\"");
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  private final DOMImplementation documents;
  private final SVGIDGenerator names = new SVGIDGenerator();
  private final Map<String, String> classes = new LinkedHashMap<>();

  Svg() {
    // else what is not level, such as the name of each axis, is drawn as the outlines of its
    // letters
    TextUtils.setUseDrawRotatedStringWorkaround(false);
    try {
      documents = DocumentBuilderFactory.newInstance().newDocumentBuilder().getDOMImplementation();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Why nothing can be drawn here: without a font, Java cannot even tell how wide a word is. */
  static Optional<String> problem() {
    try {
      new Font(Font.SANS_SERIF, Font.PLAIN, 12)
          .getStringBounds("0", new FontRenderContext(null, true, true));
      return Optional.empty();
    } catch (RuntimeException | Error e) { // which of them depends on what is missing
      return Optional.of(
          "No plots: Java finds no font here (%s). Install fontconfig and a font, such as"
                  .formatted(e)
              + " fonts-dejavu-core, and run again.");
    }
  }

  /**
   * A chart as an {@code svg} element.
   *
   * @param label what somebody hears who does not see it
   */
  String of(JFreeChart chart, int width, int height, String label) {
    Document document = documents.createDocument(NAMESPACE, "svg", null);
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setIDGenerator(names);
    context.setComment("");
    context.setPrecision(3); // what turns words needs it
    SVGGraphics2D graphics = new Unclipped(context);
    graphics.setSVGCanvasSize(new Dimension(width, height));
    chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
    Element root = graphics.getRoot();
    root.setAttribute("viewBox", "0 0 " + width + " " + height);
    root.setAttribute("role", "img");
    root.setAttribute("aria-label", label);
    StringWriter written = new StringWriter();
    try {
      graphics.stream(root, written, true, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String text = written.toString();
    return STYLE
        .matcher(small(text.substring(text.indexOf("<svg"))))
        .replaceAll(
            style ->
                " class=\"%s\""
                    .formatted(
                        classes.computeIfAbsent(style.group(1), each -> "s" + classes.size())));
  }

  /** The same with a tenth of what there is to read. */
  private static String small(String svg) {
    return PathText.shorter(svg.replaceAll("\\n *", ""))
        .replaceAll("<defs id=\"[^\"]*\"/>|<!---->| xmlns(:\\w+)?=\"[^\"]*\"", "")
        // places to a tenth of a pixel, but not what turns
        .replaceAll("(?<= [xy][12]?=\")(-?\\d+\\.\\d)\\d+", "$1")
        // marks of no length at an axis
        .replaceAll(
            "<line style=\"[^\"]*\" x1=\"([^\"]*)\" x2=\"\\1\" y1=\"([^\"]*)\" y2=\"\\2\"/>", "");
  }

  /** The styles of all charts, for the page's head. */
  String styles() {
    return classes.entrySet().stream()
        .map(each -> ".%s { %s }%n".formatted(each.getValue(), each.getKey()))
        .collect(Collectors.joining());
  }

  /** No clipping: all figures are within their axes, and a path for each plot is a lot of text. */
  private static final class Unclipped extends SVGGraphics2D {
    Unclipped(SVGGeneratorContext context) {
      super(context, false);
    }

    @Override
    public void clip(@Nullable Shape shape) {}

    @Override
    public void setClip(@Nullable Shape shape) {}
  }
}
