// Pictures in a room, off unless who leads switches them on: sent at a few a second, seen at level 3 only.
import { linkRate } from "../elearn/words.js";
import { find, setText } from "./room/dom.js";
import { Screen } from "./voice/screen.js";
import { Show, canShow } from "./voice/show.js";
import { voiceWords } from "./voice/status.js";

const PICTURES = 3; // the level at which pictures are received
const RATE_MS = 2000;

/** Show what others send, and let who leads send. */
export function start(room, root) {
  const say = voiceWords(root);
  let isTold = false;
  const screen = new Screen({
    root,
    onUnseen: () => {
      if (!isTold) room.emit("notice", say("video_unseen"));
      isTold = true;
    },
  });
  room.on("binary:4", (view) => { if (room.level >= PICTURES) screen.push(view); });
  const follow = () => {
    if (room.level < PICTURES || !Object.keys(room.state.streams).length) screen.hide();
  };
  room.on("level", follow);
  room.on("state", follow);
  if (room.isLeading) startControls(room, root, say);
}

function startControls(room, root, say) {
  const controls = find("[data-video-controls]", root);
  if (!controls) return;
  const said = find("[data-video-said]", controls);
  const buttons = [...controls.querySelectorAll("[data-show]")];
  let show = null;
  let before = 0;

  function draw() {
    for (const button of buttons) {
      const isOn = show?.kind === button.dataset.show;
      button.setAttribute("aria-pressed", String(isOn));
      const words = find("[data-words]", button);
      setText(words, isOn ? words.dataset.on : words.dataset.words);
    }
  }

  function end(code = "") {
    const kind = show?.kind;
    show?.stop();
    show = null;
    if (kind) room.send("stream", { kind, on: false }).catch(() => {});
    setText(said, code ? say(code) : "");
    draw();
  }

  async function begin(kind) {
    if (!canShow()) return setText(said, say("video_unsupported"));
    const made = new Show({
      kind,
      stream: room.number,
      clock: () => room.clock(),
      buffered: () => room.bufferedBytes,
      send: (bytes) => { if (room.isConnected && room.state.streams[kind] === room.number) room.sendBinary(bytes); },
      onEnd: end,
    });
    show = made;
    draw();
    try {
      await made.start();
      await room.send("stream", { kind, on: true });
      made.askForKey();
    } catch {
      end("video_denied");
    }
    return draw();
  }

  for (const button of buttons) {
    button.addEventListener("click", () => {
      const { show: kind } = button.dataset;
      const isSame = show?.kind === kind;
      if (show) end();
      if (!isSame) begin(kind);
    });
  }
  room.on("presence", () => show?.askForKey());
  room.on("state", ({ streams }) => {
    // Another leader took it over, or the class has ended.
    if (show?.isConfirmed && streams[show.kind] !== room.number) end();
    else if (show && streams[show.kind] === room.number) show.isConfirmed = true;
  });
  setInterval(() => {
    if (!show) return;
    const kbps = ((show.bytesSent - before) * 8) / RATE_MS;
    before = show.bytesSent;
    if (kbps > 0) setText(said, say("video_sending", { kbps: linkRate(kbps) }));
  }, RATE_MS);
}
