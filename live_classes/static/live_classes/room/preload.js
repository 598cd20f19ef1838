// Brings pages of decks into the browser's cache before they are shown, one after the other, leaving room for the voice.
import { kept } from "../../elearn/device.js";

const LEAST_PAUSE_MS = 300;
const asked = new Set(); // addresses this page has asked for already

const savesData = () => Boolean(navigator.connection?.saveData || kept("live-level")?.level === 0);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Address of a page below the address of its deck. */
export const pageAddress = (deckAddress, page) => `${deckAddress}${page}/`;

/** Return what is known of a deck: `{name, pages: [{bytes, width, height, text}]}`. */
export async function deckFacts(deckAddress) {
  const answer = await fetch(deckAddress, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`deck ${answer.status}`);
  return answer.json();
}

/** Load addresses into the cache, as long as `goesOn()` says so; half of the time the link is left to others. */
export async function preload(addresses, { goesOn = () => true, pauseMs = LEAST_PAUSE_MS } = {}) {
  for (const address of addresses) {
    if (asked.has(address)) continue;
    if (!goesOn()) return;
    asked.add(address);
    const start = performance.now();
    try {
      const answer = await fetch(address, { priority: "low" });
      if (!answer.ok) throw new Error(`page ${answer.status}`);
      await answer.arrayBuffer();
    } catch {
      asked.delete(address); // no link: the page itself asks again when it is shown
      return;
    }
    await pause(Math.max(pauseMs, performance.now() - start));
  }
}

/** Whether a page lies in the cache already, so that showing it costs nothing. */
export async function isCached(address) {
  try {
    const answer = await fetch(address, { cache: "only-if-cached", mode: "same-origin" });
    return answer.ok;
  } catch {
    return false;
  }
}

/** Load all pages of the decks that a page names in `data-deck` (the lobby); `told(done, all)` after each. */
export async function preloadDecks(root, told = () => {}) {
  if (savesData()) return;
  const decks = [...root.querySelectorAll("[data-deck]")].map((element) => element.dataset.deck);
  const addresses = [];
  for (const deck of decks) {
    const facts = await deckFacts(deck).catch(() => ({ pages: [] }));
    addresses.push(...facts.pages.map((_page, index) => pageAddress(deck, index + 1)));
  }
  for (const [index, address] of addresses.entries()) {
    await preload([address]);
    told(index + 1, addresses.length);
  }
}
