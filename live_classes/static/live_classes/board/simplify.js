// A drawn line made small: jitter smoothed, then only the points that matter for its shape (Ramer–Douglas–Peucker).

const NEAR = 3; // units between points worth keeping: a page has 1600 of them, a phone shows 360 px
const TOLERANCE = 1.2; // units a kept line may lie beside the drawn one: less than a pixel on any phone

/** Return the points without those nearer than `near` to the one kept before; the last one always stays. */
export function thin(points, near = NEAR) {
  const kept = points.slice(0, 1);
  for (const point of points) {
    if (distance(point, kept.at(-1)) >= near) kept.push(point);
  }
  const last = points.at(-1);
  if (kept.length > 1 && distance(last, kept.at(-1)) > 0) kept.push(last);
  return kept;
}

/** Return the points with the tremble of a finger taken out; the ends stay. */
export function smooth(points) {
  return points.map(([x, y], index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (!before || !after) return [x, y];
    return [(before[0] + 2 * x + after[0]) / 4, (before[1] + 2 * y + after[1]) / 4];
  });
}

/** Return the fewest points whose line lies within `tolerance` of the given one. */
export function reduce(points, tolerance = TOLERANCE) {
  const isKept = points.map((_point, index) => index === 0 || index === points.length - 1);
  const pieces = [[0, points.length - 1]]; // a list, not recursion: a long line would fill the stack
  while (pieces.length) {
    const [first, last] = pieces.pop();
    let [worst, at] = [tolerance, -1];
    for (let index = first + 1; index < last; index += 1) {
      const off = distanceToLine(points[index], points[first], points[last]);
      if (off > worst) [worst, at] = [off, index];
    }
    if (at < 0) continue;
    isKept[at] = true;
    pieces.push([first, at], [at, last]);
  }
  return points.filter((_point, index) => isKept[index]);
}

/** Return a drawn line as it is sent. */
export const simplify = (points, tolerance = TOLERANCE) => reduce(smooth(thin(points)), tolerance);

const distance = ([ax, ay], [bx, by]) => Math.hypot(ax - bx, ay - by);

function distanceToLine(point, start, end) {
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
  const length = dx * dx + dy * dy;
  if (!length) return distance(point, start);
  const share = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length;
  const along = Math.min(1, Math.max(0, share));
  return distance(point, [start[0] + along * dx, start[1] + along * dy]);
}
