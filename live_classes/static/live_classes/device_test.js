// The test of a device before class: the same capture, codec and decoder as in class, and a look at the link.
import { fileSize, linkRate } from "../elearn/words.js";
import { filled, find, setText } from "./room/dom.js";
import { drawBars } from "./voice/bars.js";
import { VoiceCapture } from "./voice/capture.js";
import { readFrame } from "./voice/frames.js";
import { linkLevel, measureLink, priceOf } from "./voice/link_test.js";
import { StoredVoice } from "./voice/stored.js";

const RATE = 48_000;
const RECORD_S = 3;
const NOTES = [392, 494, 587]; // Hz
const NOTE_S = 0.35;
const SILENT = 0.002; // RMS at the loudest moment
const QUIET = 0.02;
const FAR_MS = 900;

const root = find("[data-device-test]");
const { captureWorklet, opusDecoder, probe, probeBytes } = root.dataset;
const words = new Map([...find("template[data-words]", root).content.children].map((word) => [word.dataset.word, word]));
const step = (name) => find(`[data-step=${name}]`, root);
let audio = null;

/** Say how a step went; the mood gives colour and sign. */
function tell(name, word, values = {}) {
  const result = find("[data-result]", step(name));
  setText(result, filled(words.get(word).textContent, values));
  result.dataset.mood = words.get(word).dataset.mood || "";
}

function sound() {
  audio ??= new AudioContext({ sampleRate: RATE });
  audio.resume();
  return audio;
}

function startSpeaker() {
  const asked = find("[data-asked]", step("speaker"));
  find("[data-play-tone]", root).addEventListener("click", () => {
    try {
      NOTES.forEach(playNote);
      asked.hidden = false;
    } catch {
      tell("speaker", "noSound");
    }
  });
  for (const button of asked.querySelectorAll("[data-answer]")) {
    button.addEventListener("click", () => tell("speaker", button.dataset.answer));
  }
}

function playNote(hertz, index) {
  const context = sound();
  const begins = context.currentTime + 0.1 + index * NOTE_S;
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setTargetAtTime(0.25, begins, 0.02);
  gain.gain.setTargetAtTime(0, begins + NOTE_S * 0.7, 0.05);
  const note = new OscillatorNode(context, { frequency: hertz });
  note.connect(gain).connect(context.destination);
  note.start(begins);
  note.stop(begins + NOTE_S * 2);
}

function startMicrophone() {
  const record = find("[data-record]", root);
  const again = find("[data-again]", root);
  let frames = [];

  record.addEventListener("click", async () => {
    record.disabled = true;
    again.hidden = true;
    sound();
    try {
      const taken = await recordFrames();
      frames = taken.frames;
      if (frames.length) await playFrames(frames);
      tell("microphone", verdict(taken.loudest));
    } catch (error) {
      tell("microphone", words.has(error.code) ? error.code : "noSound");
    }
    again.hidden = !frames.length;
    record.disabled = false;
  });
  again.addEventListener("click", () => playFrames(frames));
}

/** Take three seconds as in class: what comes out are frames of the room's wire. */
async function recordFrames() {
  const frames = [];
  let loudest = 0;
  let trouble = null;
  const bars = [...root.querySelectorAll("[data-bars] i")];
  tell("microphone", "asking");
  const capture = new VoiceCapture({
    workletAddress: captureWorklet,
    stream: 1,
    clock: () => performance.now(),
    send: (bytes) => frames.push(readFrame(new DataView(bytes.buffer))),
    onTrouble: (code) => { trouble = Object.assign(new Error(code), { code }); },
  });
  try {
    await capture.start();
    const ends = performance.now() + RECORD_S * 1000;
    while (performance.now() < ends && !trouble) {
      loudest = Math.max(loudest, capture.energy);
      drawBars(bars, capture.energy);
      tell("microphone", "recording", { n: Math.ceil((ends - performance.now()) / 1000) });
      await new Promise((resolve) => { setTimeout(resolve, 60); });
    }
  } finally {
    capture.stop();
    drawBars(bars, 0);
  }
  if (trouble) throw trouble;
  return { frames, loudest };
}

async function playFrames(frames) {
  const bytes = frames.reduce((sum, { payload }) => sum + payload.length + 12, 0);
  tell("microphone", "playing", { size: fileSize(Math.max(bytes, 1000)) });
  await new StoredVoice({ context: sound(), opusDecoder }).play(frames);
}

function verdict(loudest) {
  if (loudest < SILENT) return "silent";
  return loudest < QUIET ? "quiet" : "good";
}

function startLink() {
  const measure = find("[data-measure]", root);
  const figures = find("[data-figures]", root);
  setText(find("[data-price]", measure), fileSize(priceOf(Number(probeBytes))));
  measure.addEventListener("click", async () => {
    measure.disabled = true;
    try {
      const link = await measureLink(probe, (n, all) => tell("link", "measuring", { n, all }));
      setText(find("[data-speed]", figures), linkRate(link.kbps));
      setText(find("[data-latency]", figures), filled(words.get("ms").textContent, { n: Math.round(link.rttMs) }));
      figures.hidden = false;
      const level = linkLevel(link);
      tell("link", level > 1 && link.rttMs > FAR_MS ? "far" : `link${level}`);
    } catch {
      tell("link", "link0");
    }
    measure.disabled = false;
  });
}

startSpeaker();
startMicrophone();
startLink();
