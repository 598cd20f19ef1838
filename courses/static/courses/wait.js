// Work in the background: looks again until [data-wait] is gone, then shows the whole page anew.
import { duration } from "../elearn/words.js";

const FIRST_SECONDS = 3;
const MOST_SECONDS = 20;
const place = document.querySelector("[data-standing]");

function sayTimeLeft() {
  for (const span of place.querySelectorAll("[data-seconds]")) {
    span.textContent = span.dataset.words.replace("{time}", duration(Number(span.dataset.seconds)));
  }
}

async function look(seconds) {
  const wait = place.querySelector("[data-wait]");
  if (!wait) return location.reload();
  await new Promise((done) => setTimeout(done, seconds * 1000));
  let next = Math.min(MOST_SECONDS, seconds * 1.3);
  try {
    if (document.hidden) return document.addEventListener("visibilitychange", () => look(0), { once: true });
    const response = await fetch(wait.dataset.wait, { headers: { Accept: "text/html" } });
    if (!response.ok) throw new Error(String(response.status));
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
    place.replaceChildren(...parsed.body.childNodes);
    sayTimeLeft();
  } catch {
    next = MOST_SECONDS; // no network: what was shown stays
  }
  return look(next);
}

if (place) {
  sayTimeLeft();
  look(FIRST_SECONDS);
}
