// The strip of who speaks: names, how it is heard, level bars; and the tap that browsers want before any sound.
import { keep, kept } from "../../elearn/device.js";
import { filled, find, setText } from "../room/dom.js";
import { partOf } from "../room/parts.js";
import { drawBars } from "./bars.js";
import { Invitation } from "./invitation.js";

const RATE = 48_000;
const PICTURES = 3; // the level at which pictures are received
const DRAW_MS = 250;
const HELD_MS = 1500; // names stay over the pauses of speech
const lang = document.documentElement.lang;

/** The words of the strip. */
export function voiceWords(root) {
  const words = {};
  for (const word of find("template[data-voice-words]", root).content.children) words[word.dataset.word] = word.textContent;
  return (name, values = {}) => filled(words[name] ?? "", values);
}

/** Milliseconds as «0,4». */
const seconds = (ms) => (ms / 1000).toLocaleString(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Show the strip from the first moment; loads the voice when sound is wanted. */
export function startSpeaker(room, root) {
  const strip = find("[data-speaker]", root);
  const parts = find("[data-voice-parts]", strip);
  if (!parts) return;
  const say = voiceWords(root);
  const load = partOf(room, root, "voice");
  const hear = find("[data-hear]", strip);
  const notes = [...strip.querySelectorAll(".speaker-note")];
  const bars = [...strip.querySelectorAll("[data-bars] i")];
  let speaker = 0;
  let heardAt = -Infinity;

  async function start() {
    hear.disabled = true;
    // Made within the tap itself: some browsers keep back sound that begins later.
    room.audio ??= new AudioContext({ sampleRate: RATE, latencyHint: "interactive" });
    room.audio.resume().catch(() => {});
    try {
      await load();
      await room.voice.hear();
      keep("live-sound", true);
    } catch {
      room.emit("notice", say("notLoaded"));
    }
    hear.disabled = false;
  }

  hear.addEventListener("click", start);
  if (kept("live-sound")) {
    // Heard before on this device: the first tap anywhere will do.
    addEventListener("pointerup", () => room.level > 0 && start(), { once: true });
  }
  startMic(room, root, start);

  function draw() {
    const { voice, level } = room;
    const isSpeaking = Boolean(voice?.isMicOn);
    const [loudest] = voice?.player.speaking ?? [];
    if (loudest) {
      speaker = loudest;
      heardAt = performance.now();
    }
    const isHeld = performance.now() - heardAt < HELD_MS;
    const person = isHeld ? room.state.people[speaker] : isSpeaking ? room.state.people[room.number] : null;
    const needsTap = level > 0 && !voice?.isHearing;
    hear.hidden = !needsTap;
    strip.toggleAttribute("data-asks", needsTap || notes.some((note) => !note.hidden));
    find(".ava", strip).hidden = !person;
    setText(find("[data-initials]", strip), person?.initials ?? "");
    setText(find("[data-who]", strip), isHeld && person ? person.name : "");
    setText(find("[data-doing]", strip), say(doing({ level, needsTap, isHeld, isSpeaking })));
    setText(find("[data-how]", strip), how({ level, voice, isHeld }));
    drawBars(bars, isHeld ? voice.player.energy : (voice?.capture?.energy ?? 0));
  }

  function doing({ level, needsTap, isHeld, isSpeaking }) {
    if (isHeld) return "speaks";
    if (isSpeaking) return "youSpeak";
    if (level === 0) return "textOnly";
    return needsTap ? "notHearing" : "quiet";
  }

  function how({ level, voice, isHeld }) {
    const name = say(`level${level}`);
    return isHeld && voice.player.lagMs ? say("lag", { level: name, seconds: seconds(voice.player.lagMs) }) : name;
  }

  draw();
  setInterval(draw, DRAW_MS);
  startPictures(room, root);
}

/** The buttons of the microphone and the invitation to speak: each brings the voice along, for its tap is the gesture sound needs. */
function startMic(room, root, start) {
  const buttons = [...root.querySelectorAll("[data-mic]")];
  const element = find("[data-invite]", root);
  async function openMic() {
    await start();
    room.voice?.openMic();
    return Boolean(room.voice);
  }
  const invitation = new Invitation({ room, element, buttons, openMic });
  find("[data-accept]", element).addEventListener("click", () => invitation.accept());
  find("[data-later]", element).addEventListener("click", () => invitation.put());
  for (const button of buttons) {
    button.addEventListener("click", () => {
      if (room.voice?.isMicOn) room.voice.closeMic();
      else invitation.accept();
    });
  }
}

/** Load the part for pictures where there are some to see, or somebody wants to send them. */
function startPictures(room, root) {
  const load = partOf(room, root, "video");
  const look = () => {
    if (room.level >= PICTURES && Object.keys(room.state.streams).length) load().catch(() => {});
  };
  room.on("state", look);
  room.on("level", look);
  root.querySelectorAll("[data-open=room-voice]").forEach((button) => button.addEventListener("click", () => {
    if (room.isLeading) load().catch(() => {});
  }));
}
