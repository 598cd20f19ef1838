// Play, time line, speed, jumps: the buttons below the stage.
import { find, minutes, setText } from "../room/dom.js";
import { marks, slideBeside } from "./timeline.js";

const STEP_MS = 10_000;
const MARKED = ["slide", "poll", "answer"];

export function startControls(root, { player, moments, say }) {
  const bar = find("[data-controls]", root);
  const [line, time] = [find("[data-line]", bar), find("[data-time]", bar)];
  const [play, sound] = [find("[data-do=play]", bar), find("[data-do=sound]", bar)];
  let isSliding = false;

  line.max = String(player.clock.length);
  showMarks(find("[data-marks]", bar), moments, player.clock.length);
  bar.addEventListener("click", (event) => {
    const action = event.target.closest("[data-do]")?.dataset.do;
    if (action === "play") player.toggle();
    else if (action === "back") player.seek(player.clock.position - STEP_MS);
    else if (action === "on") player.seek(player.clock.position + STEP_MS);
    else if (action === "slide-back") player.seek(slideBeside(moments, player.clock.position, -1));
    else if (action === "slide-on") player.seek(slideBeside(moments, player.clock.position, 1) ?? player.clock.position);
    else if (action === "sound") player.setSound(!player.hasSound);
  });
  line.addEventListener("input", () => { isSliding = true; setText(time, spoken(Number(line.value))); });
  line.addEventListener("change", () => { isSliding = false; player.seek(Number(line.value)); });
  find("[data-speed]", bar).addEventListener("change", (event) => player.setSpeed(Number(event.target.value)));
  addEventListener("keydown", (event) => {
    if (event.key !== " " || event.target.closest("button, input, select, a, summary, textarea")) return;
    event.preventDefault();
    player.toggle();
  });

  const spoken = (ms) => `${minutes(ms)} / ${minutes(player.clock.length)}`;

  return function show() {
    const { position, isPlaying } = player.clock;
    play.classList.toggle("is-playing", isPlaying);
    setText(find("[data-label]", play), say(isPlaying ? "pause" : "play"));
    if (sound) setText(find("[data-label]", sound), say(player.hasSound ? "soundOff" : "soundOn"));
    if (isSliding) return;
    line.value = String(position);
    line.setAttribute("aria-valuetext", spoken(position));
    setText(time, spoken(position));
  };
}

function showMarks(box, moments, length) {
  for (const { kind, share } of marks(moments, length, { kinds: MARKED })) {
    const mark = document.createElement("i");
    mark.dataset.kind = kind;
    mark.style.left = `${share * 100}%`;
    box.append(mark);
  }
}
