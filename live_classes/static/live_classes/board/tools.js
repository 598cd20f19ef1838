// The tools that leave ink: each takes the points of a gesture and hands over the data of items.
import { encodePoints, onPage } from "./points.js";
import { simplify } from "./simplify.js";

const SPLIT_MS = 1500; // a long line is sent in pieces, so that the class sees it grow
const MOST_POINTS = 1500; // of one piece, below what the server takes
const ERASER_STEP = 12; // units between the places an eraser looks at
const LEAST_SIZE = 8; // a figure smaller than this was a slip of the finger

/** Pen and highlighter. `show(item | null)` previews, `send(item)` sends. */
export function freehand({ choice, show, send, now = () => performance.now() }) {
  let points = [];
  let startedAt = 0;
  const { tool, color, width } = choice;

  function flush() {
    if (points.length) send({ tool, color, width, points: encodePoints(simplify(points)) });
  }

  return {
    begin(point) {
      points = [point];
      startedAt = now();
      show({ tool, color, width, points });
    },
    move(more) {
      points.push(...more);
      const isLong = now() - startedAt > SPLIT_MS || points.length > MOST_POINTS;
      if (isLong && tool === "pen") { // two see-through pieces would be darker where they meet
        flush();
        points = points.slice(-1);
        startedAt = now();
      }
      show({ tool, color, width, points });
    },
    end() {
      flush();
      show(null);
    },
    cancel: () => show(null),
  };
}

/** Line, arrow, rectangle, ellipse, triangle: from corner to corner. */
export function figure({ choice, show, send }) {
  const { tool, color, width } = choice;
  let from = null;
  let item = null;

  return {
    begin(point) {
      from = onPage(point);
    },
    move(points) {
      item = { tool, color, width, ...boxOf(tool, from, onPage(points.at(-1))) };
      show(item);
    },
    end() {
      show(null);
      if (item && Math.hypot(item.w, item.h) >= LEAST_SIZE) send(item);
    },
    cancel: () => show(null),
  };
}

/** Return `{x, y, w, h}`: lines keep their direction, figures have their corner at the top left and are never flat. */
export function boxOf(tool, [x1, y1], [x2, y2]) {
  if (tool === "line" || tool === "arrow") return { x: x1, y: y1, w: x2 - x1, h: y2 - y1 };
  const [x, y] = [Math.min(x1, x2, 1599), Math.min(y1, y2, 899)];
  return { x, y, w: Math.max(1, Math.abs(x2 - x1)), h: Math.max(1, Math.abs(y2 - y1)) };
}

/** Eraser: gathers what it touches and sends it at the end. `hide(seqs)` takes it from sight meanwhile. */
export function eraser({ items, isHit, hide, send }) {
  const found = new Set();
  let last = null;

  function touch(points) {
    const way = points.flatMap((point) => between(last, (last = point)));
    for (const item of items()) {
      if (item.seq && way.some((point) => isHit(item, point))) found.add(item.seq);
    }
    hide(found);
  }

  return {
    begin: (point) => touch([point]),
    move: touch,
    end() {
      hide(new Set());
      if (found.size) send([...found]);
    },
    cancel: () => hide(new Set()),
  };
}

/** Return the points of the way from one to another, so that a quick hand misses nothing. */
function between(from, to) {
  if (!from) return [to];
  const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / ERASER_STEP));
  return Array.from({ length: steps }, (_point, index) => {
    const share = (index + 1) / steps;
    return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
  });
}

/** Laser pointer: follows the mouse, or the finger while it is down; at most eight times a second. */
export function laser({ tell, show, now = () => performance.now() }) {
  let toldAt = -Infinity;
  function point(at) {
    const [x, y] = onPage(at);
    show({ x, y });
    if (now() - toldAt < 125) return;
    toldAt = now();
    tell({ x, y });
  }
  function leave() {
    show({});
    tell({});
  }
  return { begin: point, move: (points) => point(points.at(-1)), end: leave, cancel: leave, hover: point, leave };
}
