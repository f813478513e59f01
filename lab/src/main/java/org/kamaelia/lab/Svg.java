package org.kamaelia.lab;

import java.awt.Dimension;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.jfree.chart.JFreeChart;
import org.w3c.dom.DOMImplementation;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Makes SVG of charts, for one page: identifiers are unique among all that one of these makes. */
final class Svg {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  private final DOMImplementation documents;
  private final SVGIDGenerator names = new SVGIDGenerator();

  Svg() {
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
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new Dimension(width, height));
    chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
    Element root = graphics.getRoot();
    root.setAttribute("viewBox", "0 0 " + width + " " + height);
    root.setAttribute("role", "img");
    root.setAttribute("aria-label", label);
    StringWriter text = new StringWriter();
    try {
      graphics.stream(root, text, true, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String svg = text.toString();
    return svg.substring(svg.indexOf("<svg"));
  }
}
