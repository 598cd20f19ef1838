// Drawing on the page shown, for who leads and for pupils who hold the pen.
import { History, lastOwn } from "./board/history.js";
import { isHit } from "./board/hits.js";
import { watch } from "./board/gestures.js";
import { elementOf } from "./board/view.js";
import { startToolbar } from "./board/toolbar.js";
import { eraser, figure, freehand, laser } from "./board/tools.js";
import { textTool } from "./board/words.js";
import { find } from "./room/dom.js";
import { BLANK, boardItems, boardKey, mayDraw, pagesOf } from "./room/page_view.js";

const MOST_AT_ONCE = 50; // items an event may erase

export function start(room, root) {
  const stage = find("[data-stage-in]", root);
  const surface = find("[data-ink]", stage);
  const bar = find("[data-tools]", stage);
  const asking = find("[data-clear]", stage);
  const history = new History();
  const own = (item) => room.isLeading || item.by === room.number;
  const itemsHere = () => boardItems(room.state, room.pending, room.view).filter((item) => !item.erased);
  const key = () => boardKey(room.view);

  const toolbar = startToolbar(bar, { chosen: refresh, did: (name) => ACTS[name]() });
  const text = textTool({ form: find("[data-write]", stage), surface, choice: () => toolbar.choice, show, send: (item) => draw([item]) });
  const gestures = watch(surface, toolOf);
  const pointing = laser({ tell: (data) => room.tell("pointer", data), show: point });
  let gesture = []; // what one stroke of the pen has sent, in pieces
  let place = null; // the page it began on: who leads may turn to another meanwhile

  /** Show an item that is being drawn; null takes it away. */
  function show(item) {
    find(":scope > [data-item=draft]", surface)?.remove();
    const element = item && elementOf(surface, { ...item, cid: "draft" });
    if (element) surface.append(element);
  }

  /** Send an item; resolves to its `seq`, or to null where it was refused. */
  function send(item) {
    const { deck, page } = place;
    const answer = room.send("stroke", { deck, page, ...item }).then(({ seq }) => seq, () => null);
    return { answer, cid: room.pending.at(-1)?.cid };
  }

  function draw(items) {
    const sent = items.map(send);
    history.did("draw", boardKey(place), sent);
    refresh();
  }

  function toolOf() {
    const { choice } = toolbar;
    place = room.view;
    if (choice.tool === "text") return text;
    if (choice.tool === "laser") return pointing;
    if (choice.tool === "eraser") return eraser({ items: () => itemsHere().filter(own), isHit, hide, send: erase });
    if (choice.tool === "pen" || choice.tool === "highlighter") {
      gesture = [];
      return freehand({ choice, show, send: keepPiece });
    }
    return figure({ choice, show, send: (item) => draw([item]) });
  }

  /** The first piece of a line makes an entry of the history, the others join it: undo takes back the whole line. */
  function keepPiece(item) {
    gesture.push(send(item));
    if (gesture.length === 1) history.did("draw", boardKey(place), gesture);
    refresh();
  }

  function point(data) {
    room.emit("event:pointer", { by: room.number, data });
  }

  function hide(seqs) {
    for (const element of find("[data-board]", stage).children) element.classList.toggle("waiting", seqs.has(Number(element.dataset.item)));
  }

  function erase(seqs) {
    history.did("erase", key(), seqs.map((seq) => ({ answer: Promise.resolve(seq) })));
    sendItems("erase", seqs);
    refresh();
  }

  function sendItems(kind, seqs) {
    const { deck, page } = room.view;
    for (let index = 0; index < seqs.length; index += MOST_AT_ONCE) {
      room.send(kind, { deck, page, items: seqs.slice(index, index + MOST_AT_ONCE) });
    }
  }

  /** Send what undoes or redoes an act, once the server has named its items; from sight it goes at once. */
  async function carryOut(act) {
    if (!act) return;
    for (const { cid } of act.items) if (cid) room.hiddenItems[act.kind === "erase" ? "add" : "delete"](cid);
    room.emit("view", room.view);
    const seqs = (await Promise.all(act.items.map(({ answer }) => answer))).filter(Boolean);
    if (seqs.length) sendItems(act.kind, seqs);
    refresh();
  }

  const ACTS = {
    undo() {
      const last = lastOwn(room.state.boards[key()] || [], room.number);
      const act = history.undo(key());
      if (act) carryOut(act);
      else if (last) {
        history.did("draw", key(), [{ answer: Promise.resolve(last.seq) }]);
        carryOut(history.undo(key()));
      }
    },
    redo: () => carryOut(history.redo(key())),
    clear: () => asking.showModal(),
    blank() {
      const isUsed = Object.keys(room.state.boards).some((one) => one.startsWith(`${BLANK}:`)) || room.state.slide?.deck === BLANK;
      room.send("slide", { deck: BLANK, page: isUsed ? pagesOf(room.state, BLANK) + 1 : 1 });
    },
  };

  asking.addEventListener("close", () => {
    if (asking.returnValue !== "yes") return;
    history.forget(key());
    const { deck, page } = room.view;
    room.send("board_clear", { deck, page });
  });

  /** Show the tools to those who may draw on this page, and what can be done on it. */
  function refresh() {
    const may = mayDraw(room.state, room, room.view) && (room.isLeading || !room.view.isOwnWay);
    if (!may && toolbar.choice.tool) return toolbar.rest();
    bar.hidden = !may;
    stage.classList.toggle("has-tools", may);
    const isOn = may && Boolean(toolbar.choice.tool);
    surface.classList.toggle("is-on", isOn);
    stage.classList.toggle("is-drawing", isOn);
    if (isOn) surface.setAttribute("tabindex", "0");
    else surface.removeAttribute("tabindex");
    surface.setAttribute("aria-hidden", String(!isOn));
    if (!may) return text.close();
    if (toolbar.choice.tool !== "text" && !find("[data-write]", stage).hidden) text.close();
    find("[data-act=undo]", bar).disabled = !itemsHere().some((item) => item.by === room.number || item.isWaiting);
    find("[data-act=redo]", bar).disabled = !history.canRedo(key());
    return undefined;
  }

  surface.addEventListener("keydown", (event) => {
    if (toolbar.choice.tool !== "text") return;
    place = room.view;
    text.key(event);
  });
  surface.addEventListener("pointerdown", () => toolbar.closePanels());
  stage.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || bar.hidden || event.target.closest("form")) return;
    const name = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
    if (!name) return;
    event.preventDefault();
    ACTS[name]();
  });
  let shownKey = "";
  room.on("view", (view) => {
    if (shownKey && shownKey !== (view && boardKey(view))) gestures.stop();
    shownKey = view ? boardKey(view) : "";
    refresh();
  });
  for (const name of ["state", "pending"]) room.on(name, refresh);
  refresh();
}
