// What an item of a board looks like, as plain data: `{name, attributes, lines?}`. Knows no document.
import { decodePoints } from "./points.js";

// Ink on paper, whatever the theme; each stands out from white by 3:1 or more.
export const COLORS = ["#1c2430", "#c5432b", "#25477f", "#17805f", "#a86400", "#7a3fa0"];
export const WIDTHS = { 1: 4, 2: 7, 3: 12, 4: 20 }; // of a line, in units of the page
export const MARKER_WIDTHS = { 1: 18, 2: 28, 3: 40, 4: 60 };
const MARKER_OPACITY = 0.35;
const LINE_HEIGHT = 1.3;

/** Return `{name, attributes, lines?}` of an item, or null for a tool of a newer version. */
export function shapeOf(item) {
  const draw = TOOLS[item.tool];
  return draw ? draw(item) : null;
}

const colorOf = (item) => COLORS[item.color] || COLORS[0];
const widthOf = (item) => WIDTHS[item.width] || WIDTHS[1];

const path = (item, d, more = {}) => ({
  name: "path",
  attributes: {
    d,
    fill: "none",
    stroke: colorOf(item),
    "stroke-width": widthOf(item),
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    ...more,
  },
});

const TOOLS = {
  pen: (item) => path(item, curve(pointsOf(item))),
  highlighter(item) {
    const width = MARKER_WIDTHS[item.width] || MARKER_WIDTHS[1];
    return path(item, curve(pointsOf(item)), { "stroke-width": width, "stroke-opacity": MARKER_OPACITY });
  },
  line: (item) => path(item, straight(item)),
  arrow: (item) => path(item, straight(item) + arrowHead(item)),
  rect: (item) => path(item, `M${item.x} ${item.y}h${item.w}v${item.h}h${-item.w}Z`),
  triangle: (item) => path(item, `M${item.x + item.w / 2} ${item.y}L${item.x + item.w} ${item.y + item.h}h${-item.w}Z`),
  ellipse(item) {
    const arc = (way) => `a${item.w / 2} ${item.h / 2} 0 1 0 ${way * item.w} 0`;
    return path(item, `M${item.x} ${item.y + item.h / 2}${arc(1)}${arc(-1)}Z`);
  },
  text(item) {
    const place = (index) => round(item.y + item.size * (1 + index * LINE_HEIGHT));
    const lines = item.text.split("\n").map((words, index) => ({ words, x: item.x, y: place(index) }));
    return { name: "text", attributes: { fill: colorOf(item), "font-size": item.size }, lines };
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

const straight = ({ x, y, w, h }) => `M${x} ${y}L${x + w} ${y + h}`;

function arrowHead(item) {
  const [endX, endY] = [item.x + item.w, item.y + item.h];
  const size = 14 + widthOf(item) * 2;
  const angle = Math.atan2(item.h, item.w);
  const side = (turn) => [endX - size * Math.cos(angle + turn), endY - size * Math.sin(angle + turn)].map(round).join(" ");
  return `M${side(0.45)}L${endX} ${endY}L${side(-0.45)}`;
}

const round = (value) => Math.round(value * 10) / 10;
