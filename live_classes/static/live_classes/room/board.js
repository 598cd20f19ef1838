// What is written on the page shown, and the pointer of who shows something.
import { elementOf, nameOf, renderBoard } from "../board/view.js";
import { COLORS } from "../board/shapes.js";
import { filled, find, oncePerFrame } from "./dom.js";
import { boardItems, boardKey, isStored } from "./page_view.js";

const ANIMATED_LEVEL = 2;
const POINT_MS = 9; // of animation a point of a line
const LONGEST_MS = 1200;
const POINTER_MS = 2500; // a pointer that is not heard of any more is gone

export function startBoard(room, stage) {
  const svg = find("[data-board]", stage);
  const isStill = matchMedia("(prefers-reduced-motion: reduce)");
  let gone = []; // answered, but their events are still on their way
  let before = [];
  room.hiddenItems = new Set(); // `cid` of own items that were taken back before the server had them

  const refresh = oncePerFrame(() => {
    const all = room.view ? boardItems(room.state, [...room.pending, ...gone], room.view) : [];
    const items = all.filter(({ cid }) => !room.hiddenItems.has(cid));
    renderBoard(svg, items);
    const seen = items.filter((item) => !item.erased);
    const text = seen.map((item) => item.text?.replaceAll("\n", " ")).filter(Boolean).join(", ");
    svg.setAttribute("aria-label", filled(svg.dataset.label, { n: seen.length, text }));
    svg.toggleAttribute("hidden", !seen.length);
  });

  room.on("pending", () => {
    const still = new Set(room.pending.map(({ cid }) => cid));
    gone.push(...before.filter((item) => !still.has(item.cid) && !isStored(room.state, item, room.number)));
    before = [...room.pending];
    refresh();
  });
  room.on("refused", ({ item }) => {
    gone = gone.filter(({ cid }) => cid !== item?.cid);
    refresh();
  });
  room.on("state", (_state, events) => {
    gone = gone.filter((item) => events.length && !isStored(room.state, item, room.number));
    refresh();
    if (events.length === 1) setTimeout(() => animate(events[0]), 20);
  });
  for (const name of ["snapshot", "view"]) room.on(name, refresh);
  startPointer(room, find("[data-ink]", stage));

  /** Let a line that has just come grow as it was drawn, where the link is good. */
  function animate({ type, by, seq, data }) {
    const isSeen = type === "stroke" && by !== room.number && room.view && boardKey(room.view) === boardKey(data);
    if (!isSeen || room.level < ANIMATED_LEVEL || isStill.matches || !data.points) return;
    const element = svg.querySelector(`[data-item="${nameOf({ seq })}"]`);
    if (!element?.animate) return;
    element.setAttribute("pathLength", "1");
    const frames = [{ strokeDasharray: "1 1", strokeDashoffset: "1" }, { strokeDasharray: "1 1", strokeDashoffset: "0" }];
    element.animate(frames, { duration: Math.min(LONGEST_MS, data.points.length * POINT_MS), easing: "ease-out" });
  }
}

/** Show where somebody points; nothing of it is kept. */
function startPointer(room, svg) {
  const item = { cid: "pointer", tool: "ellipse", color: 1, width: 2, x: -20, y: -20, w: 40, h: 40 };
  const spot = elementOf(svg, item);
  spot.setAttribute("fill", COLORS[1]);
  spot.setAttribute("fill-opacity", "0.35");
  spot.setAttribute("visibility", "hidden");
  spot.classList.add("stage-pointer");
  svg.append(spot);
  let timer = 0;
  const hide = () => spot.setAttribute("visibility", "hidden");
  room.on("event:pointer", ({ data }) => {
    clearTimeout(timer);
    if (data.x === undefined) return hide();
    spot.setAttribute("transform", `translate(${data.x} ${data.y})`);
    spot.setAttribute("visibility", "visible");
    timer = setTimeout(hide, POINTER_MS);
    return undefined;
  });
}
