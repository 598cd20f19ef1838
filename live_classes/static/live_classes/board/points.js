// Points of a stroke as text (docs/live_protocol.md, «stroke»), in the 1600 × 900 units of a page: differences from the point
// before (the first from 0, 0), zigzag, varints of seven bits, base64url. A step of up to 63 units takes two bytes.

export const PAGE_WIDTH = 1600;
export const PAGE_HEIGHT = 900;

const zigzag = (number) => (number < 0 ? -2 * number - 1 : 2 * number);
const unzigzag = (number) => (number & 1 ? -(number + 1) / 2 : number / 2);
const within = (value, most) => Math.min(most, Math.max(0, Math.round(value)));

/** Return `[x, y]` as whole units inside the page. */
export const onPage = ([x, y]) => [within(x, PAGE_WIDTH), within(y, PAGE_HEIGHT)];

/** Return points as the text that goes into an event. */
export function encodePoints(points) {
  const bytes = [];
  let before = [0, 0];
  for (const point of points.map(onPage)) {
    for (const axis of [0, 1]) {
      let rest = zigzag(point[axis] - before[axis]);
      while (rest > 127) {
        bytes.push((rest & 127) | 128);
        rest >>= 7;
      }
      bytes.push(rest);
    }
    before = point;
  }
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Return the points of such a text; what is cut off or no base64url gives the points before it. */
export function decodePoints(text) {
  const numbers = [];
  let number = 0;
  let shift = 0;
  for (const byte of bytesOf(text)) {
    number += (byte & 127) * 2 ** shift;
    shift += 7;
    if (byte > 127 && shift < 28) continue;
    numbers.push(unzigzag(number));
    number = shift = 0;
  }
  const points = [];
  let [x, y] = [0, 0];
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    x += numbers[index];
    y += numbers[index + 1];
    points.push([x, y]);
  }
  return points;
}

function bytesOf(text) {
  try {
    return Array.from(atob(String(text).replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  } catch {
    return [];
  }
}
