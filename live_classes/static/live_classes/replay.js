// The replay of a class. The page can be read without it; this lets it play again.
import { fileSize } from "../elearn/words.js";
import { startControls } from "./replay/controls.js";
import { loadEvents } from "./replay/log.js";
import { Player, keptPosition } from "./replay/player.js";
import { Sound } from "./replay/sound.js";
import { startStage } from "./replay/stage.js";
import { States } from "./replay/states.js";
import { startStory } from "./replay/story.js";
import { find, minutes, setText, wordsOf } from "./room/dom.js";

const root = find("[data-replay]");
const say = wordsOf(root);
const { uuid } = root.dataset;
const length = Number(root.dataset.length);
const minuteBytes = JSON.parse(find("[data-minutes]", root).textContent);
const status = find("[data-status]", root);
const statuses = { "": "", loading: "loadingVoice", over: "over", partOver: "partOver" };

let player = null;
let startAt = keptPosition(uuid, length);
let starting = null;

const story = startStory(root, { say, jump });
showStart();
root.classList.add("is-scripted");
for (const element of root.querySelectorAll("[data-needs-script]")) element.hidden = false;

root.addEventListener("click", (event) => {
  const start = event.target.closest("[data-start]");
  const missed = event.target.closest("[data-missed]");
  if (start) run(() => begin(start.dataset.start === "voice").then(() => player.play()));
  if (missed) {
    event.preventDefault();
    const [from, to] = missed.dataset.missed.split("-").map(Number);
    run(() => begin(true).then(() => player.playPart(from, to)));
  }
});

/** Say where playing would begin. */
function showStart() {
  const note = find("[data-goes-on]", root);
  note.hidden = !startAt;
  setText(note, say("goesOn", { time: minutes(startAt) }));
}

function jump(ms) {
  if (player) {
    player.seek(ms);
    return;
  }
  startAt = ms;
  showStart();
  find("[data-begin]", root).scrollIntoView({ block: "center" });
}

/** Load what is needed, once; with voice or without. */
async function begin(hasVoice) {
  starting ??= load();
  await starting;
  if (player.hasSound !== hasVoice && (hasVoice || !player.sound)) await player.setSound(hasVoice);
}

async function load() {
  setText(status, say("loading"));
  const events = await loadEvents(root.dataset.events, (bytes) => setText(status, say("loadingLog", { size: fileSize(bytes) })));
  const states = new States(events, { forStaff: "staff" in root.dataset });
  const show = startStage(root, say);
  player = new Player({ uuid, length, at: startAt, told: (name) => setText(status, statuses[name] && say(statuses[name])) });
  player.makeSound = () => new Sound({ address: root.dataset.voice, minuteBytes, opusDecoder: root.dataset.opus, told: hear });
  const showControls = startControls(root, { player, moments: story.moments, say });
  player.shown.push((ms) => show(states.at(ms)), story.follow, showControls);
  find("[data-begin]", root).hidden = true;
  find("[data-playing]", root).hidden = false;
  root.classList.add("is-on");
  setText(status, "");
}

let heard = 0;

/** Say what voice has cost so far, or that the link is gone. */
function hear({ bytes = 0, isFailing = false }) {
  heard += bytes;
  if (isFailing) setText(status, say("noLink"));
  else if (status.textContent === say("noLink")) setText(status, "");
  setText(find("[data-used]", root), say("used", { size: fileSize(heard) }));
}

function run(action) {
  action().catch((error) => {
    starting = null;
    setText(status, say("failed"));
    reportError(error);
  });
}
