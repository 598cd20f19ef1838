// Shows the items of a board in an SVG of 1600 × 900 units; items that are there already stay as they are.
import { PAGE_HEIGHT, PAGE_WIDTH } from "./points.js";
import { shapeOf } from "./shapes.js";

export { decodePoints } from "./points.js";

/** Make the SVG show these items, in their order; those of a state, or not yet stored ones (`cid`). */
export function renderBoard(svg, items) {
  svg.setAttribute("viewBox", `0 0 ${PAGE_WIDTH} ${PAGE_HEIGHT}`);
  const shown = new Map(Array.from(svg.children, (element) => [element.dataset.item, element]));
  let place = svg.firstElementChild;
  for (const item of items.filter((one) => !one.erased)) {
    const name = nameOf(item);
    const element = shown.get(name) || elementOf(svg, item);
    if (!element) continue;
    shown.delete(name);
    if (element === place) place = element.nextElementSibling;
    else svg.insertBefore(element, place);
    element.classList.toggle("waiting", Boolean(item.isWaiting));
  }
  for (const element of shown.values()) element.remove();
}

/** Return the name an item's element carries in `data-item`: its `seq`, or its `cid` until it has one. */
export const nameOf = (item) => String(item.seq || item.cid);

/** Return a new element that shows an item; null for a tool of a newer version. */
export function elementOf(svg, item) {
  const shape = shapeOf(item);
  if (!shape) return null;
  const element = create(svg, shape.name, shape.attributes);
  element.dataset.item = nameOf(item);
  for (const { words, ...place } of shape.lines || []) {
    const line = create(svg, "tspan", place);
    line.textContent = words;
    element.append(line);
  }
  return element;
}

function create(svg, name, attributes) {
  const element = svg.ownerDocument.createElementNS(svg.namespaceURI, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
