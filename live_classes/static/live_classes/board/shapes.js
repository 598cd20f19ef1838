// What an item of a board looks like, as plain data: `{name, attributes, lines?}`. Knows no document.
import { decodePoints } from "./points.js";

export const FONT_SIZES = { 2: 28, 4: 40, 8: 56, 16: 80 }; // by the width of the pen
const LINE_HEIGHT = 1.3;
const HIGHLIGHT_OPACITY = 0.4;

/** Return the text size, in units of the page, that goes with a width of the pen. */
export const fontSize = (width) => FONT_SIZES[width] || Math.max(24, Math.min(120, width * 8));

/** Return `{name, attributes, lines?}` of an item, or null for a tool of a newer version. */
export function shapeOf(item) {
  const draw = TOOLS[item.tool];
  return draw ? draw(item) : null;
}

const stroke = (item) => ({
  fill: "none",
  stroke: item.color,
  "stroke-width": item.width,
  "stroke-linecap": "round",
  "stroke-linejoin": "round",
});

const path = (item, d, more = {}) => ({ name: "path", attributes: { d, ...stroke(item), ...more } });

const corners = (item) => item.box.map(Number);

const TOOLS = {
  pen: (item) => path(item, curve(pointsOf(item))),
  highlighter: (item) => path(item, curve(pointsOf(item)), { "stroke-opacity": HIGHLIGHT_OPACITY }),
  line(item) {
    const [x1, y1, x2, y2] = corners(item);
    return path(item, `M${x1} ${y1}L${x2} ${y2}`);
  },
  arrow(item) {
    const [x1, y1, x2, y2] = corners(item);
    return path(item, `M${x1} ${y1}L${x2} ${y2}${arrowHead(corners(item), item.width)}`);
  },
  rect(item) {
    const [x1, y1, x2, y2] = corners(item);
    return path(item, `M${x1} ${y1}H${x2}V${y2}H${x1}Z`);
  },
  triangle(item) {
    const [x1, y1, x2, y2] = corners(item);
    return path(item, `M${(x1 + x2) / 2} ${y1}L${x2} ${y2}H${x1}Z`);
  },
  ellipse(item) {
    const [x1, y1, x2, y2] = corners(item);
    const place = { cx: (x1 + x2) / 2, cy: (y1 + y2) / 2, rx: Math.abs(x2 - x1) / 2, ry: Math.abs(y2 - y1) / 2 };
    return { name: "ellipse", attributes: { ...place, ...stroke(item) } };
  },
  text(item) {
    const [x, y] = corners(item);
    const size = fontSize(item.width);
    const lines = item.text.split("\n").map((words, index) => ({ words, x, y: round(y + size * (1 + index * LINE_HEIGHT)) }));
    return { name: "text", attributes: { fill: item.color, "font-size": size }, lines };
  },
};

/** Return the points of a pen's or highlighter's item: as sent, or those of a stroke that is being drawn. */
export const pointsOf = (item) => (typeof item.points === "string" ? decodePoints(item.points) : item.points);

/** Return a smooth path through points (Catmull-Rom); a single point is a dot. */
export function curve(points) {
  if (!points.length) return "";
  const [[x, y]] = points;
  if (points.length === 1) return `M${x} ${y}h.01`;
  if (points.length === 2) return `M${x} ${y}L${points[1].map(round).join(" ")}`;
  const parts = [`M${round(x)} ${round(y)}`];
  for (let index = 0; index + 1 < points.length; index += 1) {
    const [from, to] = [points[index], points[index + 1]];
    const [before, after] = [points[index - 1] || from, points[index + 2] || to];
    const one = handle(from, before, to, 1);
    const two = handle(to, from, after, -1, from);
    parts.push(`C${[...one, ...two, ...to].map(round).join(" ")}`);
  }
  return parts.join("");
}

/** A handle of the curve at a point, along its neighbours; never longer than a third of its own piece. */
function handle(at, before, after, sign, other = after) {
  const [dx, dy] = [after[0] - before[0], after[1] - before[1]];
  const length = Math.hypot(dx, dy) || 1;
  const reach = (Math.hypot(other[0] - at[0], other[1] - at[1]) / 3) * sign;
  return [at[0] + (dx / length) * reach, at[1] + (dy / length) * reach];
}

function arrowHead([x1, y1, x2, y2], width) {
  const size = 14 + width * 3;
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const tip = (turn) => [x2 - size * Math.cos(angle + turn), y2 - size * Math.sin(angle + turn)].map(round).join(" ");
  return `M${tip(0.45)}L${x2} ${y2}L${tip(-0.45)}`;
}

const round = (value) => Math.round(value * 10) / 10;
