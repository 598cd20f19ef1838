// What the board's scripts do, without a browser; prints the names of what held.
import assert from "node:assert/strict";
import { History, lastOwn } from "../../live_classes/static/live_classes/board/history.js";
import { isHit } from "../../live_classes/static/live_classes/board/hits.js";
import { decodePoints, encodePoints } from "../../live_classes/static/live_classes/board/points.js";
import { COLORS, curve, shapeOf } from "../../live_classes/static/live_classes/board/shapes.js";
import { reduce, simplify, smooth, thin } from "../../live_classes/static/live_classes/board/simplify.js";
import { boxOf, eraser, figure, freehand, laser } from "../../live_classes/static/live_classes/board/tools.js";
import { elementOf, renderBoard } from "../../live_classes/static/live_classes/board/view.js";
import { wrapped } from "../../live_classes/static/live_classes/board/words.js";
import { boardItems, isStored, mayDraw, pageBeside, pagesOf, shownPage } from "../../live_classes/static/live_classes/room/page_view.js";

function check(name, test) {
  test();
  console.log(name);
}

const ring = (count, radius = 300) =>
  Array.from({ length: count }, (_point, index) => {
    const angle = (index / (count - 1)) * 2 * Math.PI;
    return [800 + radius * Math.cos(angle), 450 + radius * Math.sin(angle)];
  });

/** How far the points of a line lie from another line, at most. */
function farthest(points, line) {
  const toPiece = ([px, py], [ax, ay], [bx, by]) => {
    const [dx, dy] = [bx - ax, by - ay];
    const share = Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(px - ax - share * dx, py - ay - share * dy);
  };
  return Math.max(...points.map((point) => Math.min(...line.slice(1).map((end, index) => toPiece(point, line[index], end)))));
}

check("points are written as the protocol says", () => {
  assert.equal(encodePoints([[100, 50], [103, 48], [103, 60]]), "yAFkBgMAGA");
  assert.deepEqual(decodePoints("yAFkBgMAGA"), [[100, 50], [103, 48], [103, 60]]);
});

check("points are brought onto the page and come back as whole numbers", () => {
  const points = [[-5, -5], [0.4, 899.6], [1700, 20], [1600, 900], [0, 0]];
  assert.deepEqual(decodePoints(encodePoints(points)), [[0, 0], [0, 900], [1600, 20], [1600, 900], [0, 0]]);
});

check("a text that is no line gives no points, one cut off those before", () => {
  assert.deepEqual(decodePoints("!?"), []);
  assert.deepEqual(decodePoints(""), []);
  assert.deepEqual(decodePoints("yAFkBg"), [[100, 50]]);
  assert.deepEqual(decodePoints(undefined), []);
});

check("sixty points are about 122 bytes", () => {
  const points = ring(60, 200).map((point) => point.map(Math.round));
  const bytes = (encodePoints(points).length * 3) / 4;
  assert.ok(bytes >= 118 && bytes <= 126, `${bytes}`);
});

check("a drawn line is made small and keeps its shape", () => {
  const drawn = ring(600);
  const sent = simplify(drawn);
  assert.ok(sent.length < 90, `${sent.length} points`);
  assert.ok(farthest(drawn, sent) < 2.5, `${farthest(drawn, sent)} units off`);
  assert.deepEqual([sent[0], sent.at(-1)], [drawn[0], drawn.at(-1)]);
});

check("a typical figure of several lines is below 2 KB", () => {
  const letters = Array.from({ length: 8 }, (_line, index) => ring(300, 40 + index * 30));
  const bytes = letters.reduce((sum, line) => sum + encodePoints(simplify(line)).length, 0);
  assert.ok(bytes < 2000, `${bytes}`);
});

check("a straight line is two points, a tap is one", () => {
  assert.equal(simplify(Array.from({ length: 200 }, (_point, index) => [index * 4, 100 + index])).length, 2);
  assert.equal(simplify([[5, 5], [5.5, 5], [5, 5.5]]).length, 1);
  assert.deepEqual([thin([]), smooth([]), reduce([])], [[], [], []]);
});

check("a line of twenty thousand points does not fill the stack", () => {
  const wild = Array.from({ length: 20_000 }, (_point, index) => [index % 1600, (index * 7919) % 900]);
  assert.equal(reduce(wild).at(-1), wild.at(-1));
});

check("every tool has a shape, an unknown one none", () => {
  const box = { x: 100, y: 50, w: 200, h: 100, color: 2, width: 2 };
  for (const tool of ["line", "arrow", "rect", "ellipse", "triangle"]) {
    const { name, attributes } = shapeOf({ ...box, tool });
    assert.equal(name, "path");
    assert.equal(attributes.stroke, COLORS[2]);
    assert.match(attributes.d, /^M[\d .A-Za-z-]+$/);
    assert.ok(!attributes.d.includes("NaN"), attributes.d);
  }
  assert.equal(shapeOf({ ...box, tool: "hologram" }), null);
  assert.equal(shapeOf({ tool: "rect", ...box, color: 99, width: 99 }).attributes.stroke, COLORS[0]);
});

check("a line is a smooth path, a dot is a dot", () => {
  assert.equal(curve([[5, 6]]), "M5 6h.01");
  assert.equal(curve([[5, 6], [7, 8]]), "M5 6L7 8");
  assert.equal(curve([]), "");
  assert.match(curve([[0, 0], [50, 50], [100, 0]]), /^M0 0C[\d. -]+C[\d. -]+100 0$/);
});

check("text has a line for each of its lines", () => {
  const { lines } = shapeOf({ tool: "text", color: 0, size: 40, x: 10, y: 20, text: "AB ∥ CD\nAC = BD" });
  assert.deepEqual(lines, [{ words: "AB ∥ CD", x: 10, y: 60 }, { words: "AC = BD", x: 10, y: 112 }]);
});

check("text breaks at words before the edge of the page", () => {
  const text = wrapped("Hai góc kề một đáy bằng nhau thì hình thang là hình thang cân", 900, 56);
  assert.ok(text.split("\n").every((line) => line.length <= 23), text);
  assert.equal(text.replaceAll("\n", " "), "Hai góc kề một đáy bằng nhau thì hình thang là hình thang cân");
  assert.equal(wrapped("ngắn", 10, 28), "ngắn");
});

check("an eraser hits lines, not what they enclose", () => {
  const box = { tool: "rect", x: 100, y: 100, w: 400, h: 300, width: 1 };
  assert.ok(isHit(box, [100, 250]) && isHit(box, [300, 400]) && !isHit(box, [300, 250]));
  const circle = { ...box, tool: "ellipse" };
  assert.ok(isHit(circle, [100, 250]) && !isHit(circle, [105, 105]) && !isHit(circle, [300, 250]));
  const pen = { tool: "pen", width: 2, points: encodePoints([[10, 10], [500, 10]]) };
  assert.ok(isHit(pen, [250, 20]) && !isHit(pen, [250, 60]));
  assert.ok(isHit({ tool: "pen", width: 1, points: encodePoints([[10, 10]]) }, [15, 15]));
  const text = { tool: "text", x: 100, y: 100, size: 40, text: "ABC" };
  assert.ok(isHit(text, [120, 120]) && !isHit(text, [400, 120]));
  assert.ok(isHit({ tool: "arrow", x: 500, y: 500, w: -300, h: -100, width: 1 }, [350, 450]));
});

const choice = { tool: "pen", color: 1, width: 2 };

check("a long line is sent in pieces that touch, a highlighter's in one", () => {
  for (const [tool, pieces] of [["pen", 3], ["highlighter", 1]]) {
    const sent = [];
    let time = 0;
    const pen = freehand({ choice: { ...choice, tool }, show() {}, send: (item) => sent.push(item), now: () => time });
    pen.begin([0, 100]);
    for (let x = 10; x <= 1000; x += 10) {
      time += 40;
      pen.move([[x, 100 + (x % 20)]]);
    }
    pen.end();
    assert.equal(sent.length, pieces);
    const lines = sent.map(({ points }) => decodePoints(points));
    for (const [index, line] of lines.slice(1).entries()) assert.deepEqual(line[0], lines[index].at(-1));
    assert.deepEqual(lines.at(-1).at(-1), [1000, 100]);
  }
});

check("a cancelled stroke sends nothing", () => {
  const sent = [];
  const pen = freehand({ choice, show() {}, send: (item) => sent.push(item) });
  pen.begin([0, 0]);
  pen.move([[50, 50]]);
  pen.cancel();
  assert.deepEqual(sent, []);
});

check("figures are boxes on the page, lines keep their direction, slips are no figures", () => {
  assert.deepEqual(boxOf("rect", [500, 400], [100, 100]), { x: 100, y: 100, w: 400, h: 300 });
  assert.deepEqual(boxOf("ellipse", [1600, 900], [1600, 900]), { x: 1599, y: 899, w: 1, h: 1 });
  assert.deepEqual(boxOf("arrow", [500, 400], [100, 100]), { x: 500, y: 400, w: -400, h: -300 });
  const sent = [];
  for (const end of [[103, 102], [400, 300]]) {
    const tool = figure({ choice: { ...choice, tool: "triangle" }, show() {}, send: (item) => sent.push(item) });
    tool.begin([100, 100]);
    tool.move([end]);
    tool.end();
  }
  assert.deepEqual(sent, [{ ...choice, tool: "triangle", x: 100, y: 100, w: 300, h: 200 }]);
});

check("a quick eraser misses nothing on its way", () => {
  const items = [{ seq: 7, tool: "line", x: 300, y: 0, w: 0, h: 900, width: 1 }, { tool: "line", x: 300, y: 0, w: 0, h: 900, width: 1 }];
  const sent = [];
  const tool = eraser({ items: () => items, isHit, hide() {}, send: (seqs) => sent.push(seqs) });
  tool.begin([100, 450]);
  tool.move([[700, 450]]);
  tool.end();
  assert.deepEqual(sent, [[7]]);
});

check("a pointer is told eight times a second at most", () => {
  let time = 0;
  const told = [];
  const tool = laser({ tell: (data) => told.push(data), show() {}, now: () => time });
  for (; time < 1000; time += 10) tool.hover([time, 10]);
  assert.equal(told.length, 8);
  tool.leave();
  assert.deepEqual(told.at(-1), {});
});

check("undo takes back acts of the page one by one, redo does them again", () => {
  const history = new History();
  history.did("draw", "a:1", [1]);
  history.did("draw", "b:1", [2]);
  history.did("erase", "a:1", [1]);
  assert.deepEqual(history.undo("a:1"), { kind: "restore", items: [1] });
  assert.deepEqual(history.undo("a:1"), { kind: "erase", items: [1] });
  assert.equal(history.undo("a:1"), null);
  assert.deepEqual(history.redo("a:1"), { kind: "restore", items: [1] });
  assert.ok(history.canRedo("a:1") && !history.canRedo("b:1"));
  history.did("draw", "a:1", [3]);
  assert.equal(history.redo("a:1"), null);
  history.forget("a:1");
  assert.equal(history.undo("a:1"), null);
  assert.deepEqual(history.undo("b:1"), { kind: "erase", items: [2] });
});

check("after a reload undo takes the own item drawn last", () => {
  const items = [{ seq: 1, by: 5, erased: null }, { seq: 2, by: 6, erased: null }, { seq: 3, by: 5, erased: { seq: 9, by: 5 } }, { cid: "x", by: 5 }];
  assert.equal(lastOwn(items, 5).seq, 1);
  assert.equal(lastOwn(items, 7), null);
});

const state = () => ({
  phase: "open",
  decks: { d: { pages: 4 } },
  slide: { deck: "d", page: 2 },
  boards: { "blank:3": [], "d:2": [{ seq: 1, by: 5, tool: "pen", erased: null }, { seq: 2, by: 6, tool: "pen", erased: null }] },
  groups: null,
  pens: [5],
});

check("a pupil looks at the class's page unless another was chosen that is there", () => {
  const room = state();
  assert.deepEqual(shownPage(room, 5, null), { deck: "d", page: 2, isOwnWay: false });
  assert.deepEqual(shownPage(room, 5, { deck: "d", page: 4 }), { deck: "d", page: 4, isOwnWay: true });
  assert.deepEqual(shownPage(room, 5, { deck: "d", page: 2 }), { deck: "d", page: 2, isOwnWay: false });
  assert.deepEqual(shownPage(room, 5, { deck: "d", page: 9 }), { deck: "d", page: 2, isOwnWay: false });
  assert.deepEqual(shownPage(room, 5, { deck: "gone", page: 1 }), { deck: "d", page: 2, isOwnWay: false });
  assert.equal(shownPage({ ...room, slide: null }, 5, null), null);
});

check("while groups are open their members look at the board of their group", () => {
  const room = { ...state(), groups: { numbers: [[9], [5]] } };
  assert.equal(shownPage(room, 5, null).deck, "group-1");
  assert.equal(shownPage(room, 1, null).deck, "d");
  assert.equal(shownPage(room, 5, { deck: "d", page: 2 }).isOwnWay, true);
  assert.equal(shownPage(room, 1, { deck: "group-0", page: 1 }).isOwnWay, true);
});

check("pages end where the deck ends; blank ones are as many as were used", () => {
  const room = state();
  assert.equal(pagesOf(room, "blank"), 3);
  assert.deepEqual(pageBeside(room, { deck: "d", page: 4 }, -1), { deck: "d", page: 3 });
  assert.equal(pageBeside(room, { deck: "d", page: 4 }, 1), null);
  assert.equal(pageBeside(room, { deck: "d", page: 1 }, -1), null);
});

check("who leads, who holds a pen and the members of a group on their page may draw", () => {
  const room = state();
  const view = { deck: "d", page: 2 };
  assert.ok(mayDraw(room, { number: 1, isLeading: true }, view) && mayDraw(room, { number: 5 }, view));
  assert.ok(!mayDraw(room, { number: 6 }, view) && !mayDraw(room, { number: 5 }, null));
  assert.ok(!mayDraw({ ...room, phase: "ended" }, { number: 1, isLeading: true }, view));
  const grouped = { ...room, groups: { numbers: [[6]] } };
  assert.ok(mayDraw(grouped, { number: 6 }, { deck: "group-0", page: 1 }));
  assert.ok(!mayDraw(grouped, { number: 5 }, { deck: "group-0", page: 1 }));
});

check("what is on its way is shown as done, and marked", () => {
  const room = state();
  const view = { deck: "d", page: 2 };
  const pending = [
    { cid: "a", type: "erase", data: { ...view, items: [1] } },
    { cid: "b", type: "stroke", data: { ...view, tool: "line", x: 1 } },
    { cid: "c", type: "stroke", data: { deck: "d", page: 3, tool: "line" } },
    { cid: "d", type: "chat", data: { text: "x" } },
  ];
  const items = boardItems(room, pending, view);
  assert.deepEqual(items.map(({ seq, cid, erased, isWaiting }) => [seq ?? cid, Boolean(erased), Boolean(isWaiting)]),
    [[1, true, false], [2, false, false], ["b", false, true]]);
  const restored = boardItems(room, [{ cid: "e", type: "restore", data: { ...view, items: [1] } }], view);
  assert.equal(restored[0].erased, false);
});

check("a stroke that came back is known by what it says", () => {
  const room = state();
  const data = { deck: "d", page: 2, tool: "pen", points: "AA" };
  assert.ok(!isStored(room, { type: "stroke", data }, 5));
  room.boards["d:2"].push({ seq: 9, by: 5, tool: "pen", points: "AA", erased: null });
  assert.ok(isStored(room, { type: "stroke", data }, 5) && !isStored(room, { type: "stroke", data }, 6));
});

/** As much of an SVG as the board's view asks for: Node has no document. */
function svg() {
  class Node {
    constructor(name) {
      Object.assign(this, { name, children: [], attributes: {}, dataset: {}, ownerDocument: { createElementNS: (_space, tag) => new Node(tag) } });
      this.classList = { toggle: (key, on) => { this.attributes[key] = on; } };
    }
    get firstElementChild() { return this.children[0] || null; }
    get nextElementSibling() { return this.parent.children[this.parent.children.indexOf(this) + 1] || null; }
    setAttribute(key, value) { this.attributes[key] = value; }
    append(child) { this.insertBefore(child, null); }
    insertBefore(child, place) {
      child.remove();
      child.parent = this;
      this.children.splice(place ? this.children.indexOf(place) : this.children.length, 0, child);
    }
    remove() { if (this.parent) this.parent.children.splice(this.parent.children.indexOf(this), 1); }
  }
  return new Node("svg");
}

check("a board shows its items in order and keeps the elements that stay", () => {
  const board = svg();
  const item = (seq) => ({ seq, tool: "line", x: 1, y: 1, w: 5, h: 5, color: 0, width: 1, erased: null });
  const names = () => board.children.map(({ dataset }) => dataset.item);
  renderBoard(board, [item(1), item(2), item(3)]);
  const kept = board.children[1];
  renderBoard(board, [{ ...item(1), erased: { seq: 9, by: 1 } }, item(2), item(3), { ...item(0), seq: undefined, cid: "new", isWaiting: true }]);
  assert.deepEqual(names(), ["2", "3", "new"]);
  assert.equal(board.children[0], kept);
  assert.equal(board.children[2].attributes.waiting, true);
  renderBoard(board, [item(1), item(2), item(3), { ...item(4), tool: "hologram" }]);
  assert.deepEqual(names(), ["1", "2", "3"]);
  renderBoard(board, []);
  assert.deepEqual(names(), []);
});

check("words never become markup", () => {
  const element = elementOf(svg(), { seq: 1, tool: "text", text: "<b>x</b>", x: 0, y: 0, size: 20, color: 0 });
  assert.equal(element.children[0].textContent, "<b>x</b>");
});
