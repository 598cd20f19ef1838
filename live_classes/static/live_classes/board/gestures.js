// Pointers on the board, as strokes of one tool: mouse, finger or stylus, one at a time; a resting palm draws nothing.
import { PAGE_HEIGHT, PAGE_WIDTH } from "./points.js";

const PALM_MS = 5000; // after a stylus was seen, fingers are taken for the hand that holds it
const PINCH_MS = 250; // a second finger this soon means the first one was no stroke

/** Watch a surface; `tool()` gives the tool of now: `{begin(point), move(points), end(), cancel(), hover?(point), leave?()}`. */
export function watch(surface, tool) {
  let active = null; // {id, at, tool}
  let stylusAt = -PALM_MS;

  function pointOf(event) {
    const box = surface.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * PAGE_WIDTH;
    const y = ((event.clientY - box.top) / box.height) * PAGE_HEIGHT;
    return [Math.min(PAGE_WIDTH, Math.max(0, x)), Math.min(PAGE_HEIGHT, Math.max(0, y))];
  }

  const isPalm = (event) => event.pointerType === "touch" && event.timeStamp - stylusAt < PALM_MS;

  surface.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "pen") stylusAt = event.timeStamp;
    if (event.button !== 0 || isPalm(event)) return;
    if (active) {
      if (event.timeStamp - active.at < PINCH_MS) stop("cancel");
      return;
    }
    event.preventDefault(); // keeps the page from selecting text and the form of a text from losing its words
    surface.setPointerCapture(event.pointerId);
    active = { id: event.pointerId, at: event.timeStamp, tool: tool() };
    active.tool.begin(pointOf(event));
  });
  surface.addEventListener("pointermove", (event) => {
    if (event.pointerType === "pen") stylusAt = event.timeStamp;
    if (active?.id === event.pointerId) {
      const all = event.getCoalescedEvents?.() || [];
      active.tool.move((all.length ? all : [event]).map(pointOf));
    } else if (!active && event.pointerType !== "touch") {
      tool().hover?.(pointOf(event));
    }
  });
  surface.addEventListener("pointerup", (event) => { if (active?.id === event.pointerId) stop("end"); });
  surface.addEventListener("pointercancel", (event) => { if (active?.id === event.pointerId) stop("cancel"); });
  surface.addEventListener("pointerleave", () => { if (!active) tool().leave?.(); });

  function stop(how) {
    const { tool: ended } = active;
    active = null;
    ended[how]();
  }

  return { stop: () => { if (active) stop("end"); } };
}
