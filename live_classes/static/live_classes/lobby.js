// The lobby: counts down by the server's clock, asks whether the class has begun, and goes in by itself.
import "./copy.js";
import { countDown } from "./lobby/countdown.js";
import { preloadDecks } from "./room/preload.js";

const ASK_MS = 15_000;
const JITTER_MS = 5_000; // a class of forty must not ask, nor come in, all at once
const WATCHED = ["state", "admission", "waiting", "files", "locked"]; // what the page shows and may be out of date

const page = document.querySelector("[data-lobby]");

/** Whether what the server says differs from what the page was made of. */
const isOutdated = (said) => WATCHED.some((name) => name in page.dataset && page.dataset[name] !== String(said[name]));

async function ask() {
  const answer = await fetch(page.dataset.lobby, { headers: { Accept: "application/json" } });
  if (!answer.ok) return location.reload(); // signed out, or no longer of this class: the page says so
  const said = await answer.json();
  if (!isOutdated(said)) return null;
  const mayGoIn = said.state === "open" && said.admission === "admitted" && !said.locked && !("stays" in page.dataset);
  return mayGoIn ? location.assign(page.dataset.room) : location.reload();
}

/** Bring the slides onto the device while there is time, and say how far it is. */
function loadSlides(box) {
  const said = box.querySelector("[data-said]");
  const bar = box.querySelector("progress");
  return preloadDecks(page, (done, total) => {
    box.hidden = false;
    [bar.max, bar.value] = [total, done];
    const words = done < total ? box.dataset.words : box.dataset.done;
    said.textContent = words.replace("{done}", done).replace("{total}", total);
  });
}

function askAgain() {
  setTimeout(async () => {
    try {
      if (!document.hidden) await ask();
    } catch {
      // No link now: the page stays as it is, and asks again.
    }
    askAgain();
  }, ASK_MS + Math.random() * JITTER_MS);
}

if (page) {
  askAgain();
  document.addEventListener("visibilitychange", () => document.hidden || ask().catch(() => {}));
  const counter = page.querySelector("[data-countdown]");
  const slides = page.querySelector("[data-preload]");
  if (slides) loadSlides(slides);
  if (counter) countDown(counter, Number(page.dataset.now) - Date.now());
}
