// «Em rớt mạng 38 giây. Nghe lại (76 KB)»: the voice that was said while this device was away.
import { duration, fileSize } from "../../elearn/words.js";
import { copy, setText } from "./dom.js";

const LATER_MS = 6000; // voice is kept ten seconds at a time
const ASKS = 4;
const LONGEST_MS = 10 * 60_000; // what the server gives at once

/** Pieces of a missed part, each short enough for one request. */
export function pieces({ from, to }) {
  const found = [];
  for (let at = from; at < to; at += LONGEST_MS) found.push({ from: at, to: Math.min(at + LONGEST_MS, to) });
  return found;
}

async function priceOf(address, { from, to }) {
  const answer = await fetch(`${address}?tu=${from}&den=${to}&co=1`, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return { bytes: 0, complete_until: to };
  return answer.json();
}

export function makeMissed(page, { part }) {
  const made = copy(page.root, "missed");
  setText(made.parts.text, page.say("missed", { time: duration((part.to - part.from) / 1000) }));
  made.parts.play.addEventListener("click", () => play(page, made, part));
  ask(page, made, part, 1);
  return made;
}

export function updateMissed() {}

/** Ask what hearing it costs; what was said last is not kept yet, so ask again. */
async function ask(page, made, part, turn) {
  let isComplete = false;
  try {
    const prices = await Promise.all(pieces(part).map((piece) => priceOf(page.root.dataset.voiceLog, piece)));
    const bytes = prices.reduce((sum, price) => sum + price.bytes, 0);
    isComplete = prices.at(-1).complete_until >= part.to;
    made.parts.play.hidden = !bytes;
    setText(made.parts.size, `(${fileSize(Math.max(bytes, 1000))})`);
  } catch { /* the link is gone again: asked once more below */ }
  if (!isComplete && turn < ASKS) setTimeout(() => ask(page, made, part, turn + 1), LATER_MS);
}

async function play({ room, root, say }, made, part) {
  made.parts.play.disabled = true;
  try {
    const { playMissed } = await import(root.dataset.voice);
    await playMissed(room, root, pieces(part));
  } catch (error) {
    room.emit("notice", say("notHeard"));
    reportError(error);
  }
  made.parts.play.disabled = false;
}
