// Which items an eraser touches. Pure: measured on the lines themselves, so a click inside an empty ring hits nothing.
import { MARKER_WIDTHS, WIDTHS, pointsOf } from "./shapes.js";

const REACH = 16; // units around the eraser: a fingertip on a phone is about 40
const LETTER = 0.55; // width of a letter as a share of its size
const LINE = 1.3;

/** Return whether a point lies on what an item shows. */
export function isHit(item, point, reach = REACH) {
  if (item.tool === "text") return isInText(item, point, reach);
  const widths = item.tool === "highlighter" ? MARKER_WIDTHS : WIDTHS;
  const near = reach + (widths[item.width] || 0) / 2;
  const outline = outlineOf(item);
  if (outline.length === 1) return Math.hypot(point[0] - outline[0][0], point[1] - outline[0][1]) <= near;
  return outline.some((corner, index) => index > 0 && distanceToPiece(point, outline[index - 1], corner) <= near);
}

/** Return an item's line as points. */
function outlineOf(item) {
  const { x, y, w, h } = item;
  if (item.points) return pointsOf(item);
  if (item.tool === "rect") return [[x, y], [x + w, y], [x + w, y + h], [x, y + h], [x, y]];
  if (item.tool === "triangle") return [[x + w / 2, y], [x + w, y + h], [x, y + h], [x + w / 2, y]];
  if (item.tool === "ellipse") {
    return Array.from({ length: 33 }, (_point, index) => {
      const angle = (index / 16) * Math.PI;
      return [x + (w / 2) * (1 + Math.cos(angle)), y + (h / 2) * (1 + Math.sin(angle))];
    });
  }
  return [[x, y], [x + w, y + h]];
}

function isInText({ x, y, text, size }, [px, py], reach) {
  const lines = text.split("\n");
  const width = Math.max(...lines.map((line) => line.length)) * size * LETTER;
  return px >= x - reach && px <= x + width + reach && py >= y - reach && py <= y + lines.length * size * LINE + reach;
}

function distanceToPiece([px, py], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const share = length ? Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / length)) : 0;
  return Math.hypot(px - ax - share * dx, py - ay - share * dy);
}
