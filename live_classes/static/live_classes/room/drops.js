// What the page says while the link is gone: which attempt, in how many seconds, and a button not to wait.
import { find, setText } from "./dom.js";

const QUIET_MS = 1500; // a drop that is over by then is not worth a word

const FINAL = { 4403: "removed", 4404: "ended", 4409: "ended", 4401: "signedOut" };

export function startDrops(room, root, say) {
  const strip = find("[data-strip]", root);
  const attempt = find("[data-attempt]", strip);
  const countdown = find("[data-countdown]", strip);
  let timer;
  let quiet;

  room.on("closed", ({ attempt: number, delayMs, isFinal, code }) => {
    stop();
    if (isFinal) return over(room, root, say, FINAL[code] || "ended");
    const at = Date.now() + delayMs;
    const show = () => {
      strip.hidden = false;
      setText(attempt, say("reconnecting", { n: number }));
      const left = Math.ceil((at - Date.now()) / 1000);
      setText(countdown, left > 0 ? say("inSeconds", { s: left }) : say("connecting"));
    };
    const begin = () => {
      show();
      timer = setInterval(show, 1000);
    };
    if (strip.hidden) quiet = setTimeout(begin, QUIET_MS);
    else begin();
  });
  room.on("open", () => {
    stop();
    strip.hidden = true;
  });
  room.on("event:end", () => over(room, root, say, "ended"));
  find("[data-try-now]", strip).addEventListener("click", () => {
    setText(countdown, say("connecting"));
    room.tryNow();
  });

  function stop() {
    clearInterval(timer);
    clearTimeout(quiet);
  }
}

/** Say why the room is closed, and where to go on. */
function over(room, root, say, why) {
  const dialog = find("#room-over", root);
  if (dialog.open) return;
  find("[data-strip]", root).hidden = true;
  root.classList.add("is-over");
  setText(find("[data-title]", dialog), say(why));
  setText(find("[data-text]", dialog), say(`${why}Text`));
  find("[data-replay]", dialog).hidden = why !== "ended" || room.state.recording === "off";
  dialog.showModal();
}
