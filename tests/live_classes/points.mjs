// Writes and reads points as a page does: `node <this, bundled> <lines.json> <texts.json>`.
import { readFileSync, writeFileSync } from "node:fs";
import { decodePoints, encodePoints } from "../../live_classes/static/live_classes/board/points.js";

const [lines, texts] = process.argv.slice(-2);
const written = JSON.parse(readFileSync(lines, "utf8")).map((points) => {
  const text = encodePoints(points);
  return { text, points: decodePoints(text) };
});
writeFileSync(texts, JSON.stringify(written));
