// The stage: the page everybody is led to (or one looked up on one's own way), with its board over it.
import { fileSize } from "../../elearn/words.js";
import { startBoard } from "./board.js";
import { filled, find, oncePerFrame, setText } from "./dom.js";
import { startLooking } from "./looking.js";
import { BLANK, boardKey, pagesOf, shownPage } from "./page_view.js";
import { PagePicture } from "./picture.js";
import { deckFacts, pageAddress, preload } from "./preload.js";

export { preload, preloadDecks } from "./preload.js";

const NO_DECK = "00000000-0000-0000-0000-000000000000";
const AHEAD = 2; // pages fetched before they are needed
const GENTLE_MS = 15_000; // between pages fetched because the link has room
const GOOD_LEVEL = 2;
const NUMBER_MS = 7000;

/** Show slides and boards in `[data-stage]`; `room.view` is the page shown, «view» tells of a new one. */
export function startSlides(room, root) {
  const stage = find("[data-stage-in]", root);
  const parts = Object.fromEntries(["box", "picture", "words", "none", "number", "text"].map((name) => [name, find(`[data-${name}]`, stage)]));
  const decks = new Map(); // uuid → {pages: [facts of a page]}, from the server
  const picture = new PagePicture(parts.picture, (how) => tell(how));
  const isPhone = matchMedia("(max-width: 899px)");
  let chosen = null;

  const addressOf = (deck) => stage.dataset.decks.replace(NO_DECK, deck);
  const factsOf = (view) => decks.get(view.deck)?.pages?.[view.page - 1];
  const look = (page) => { chosen = page; refresh(); };

  Object.assign(room, { view: null, look });
  startBoard(room, stage);
  startLooking(room, stage);

  const refresh = oncePerFrame(() => {
    if (chosen && !shownPage(room.state, room.number, chosen)?.isOwnWay) chosen = null;
    const view = shownPage(room.state, room.number, chosen);
    const before = room.view;
    room.view = view;
    learnDecks();
    show(view);
    if (JSON.stringify(before) === JSON.stringify(view)) return;
    room.emit("view", view);
    fadeNumber();
  });

  function show(view) {
    parts.none.hidden = Boolean(view);
    const isPage = Boolean(view && view.deck in room.state.decks);
    picture.show(isPage ? pageAddress(addressOf(view.deck), view.page) : "", { isDear: room.level === 0 });
    if (!isPage) tell("none");
    else describe(view);
    parts.number.hidden = !view;
    if (view) setText(parts.number, numberWords(view));
  }

  /** On a phone the number covers a corner of the slide; it goes once it was read. */
  function fadeNumber() {
    if (!isPhone.matches) return;
    parts.number.getAnimations?.().forEach((fading) => fading.cancel());
    parts.number.animate?.([{ opacity: 1, offset: 0.9 }, { opacity: 0 }], { duration: NUMBER_MS, fill: "forwards" });
  }

  function numberWords(view) {
    const { ofDeck, ofBoard, ofGroup } = parts.number.dataset;
    if (view.deck === BLANK) return filled(ofBoard, view);
    if (view.deck.startsWith("group-")) return filled(ofGroup, { page: Number(view.deck.slice(6)) + 1 });
    const words = filled(ofDeck, { ...view, pages: pagesOf(room.state, view.deck) });
    const bytes = factsOf(view)?.bytes;
    return bytes ? filled(words, { size: fileSize(bytes) }) : words.split(" · ")[0];
  }

  /** Put the words of the page where they are needed: read out with the picture, or shown in its place. */
  function describe(view) {
    const facts = factsOf(view);
    const text = facts?.text || "";
    parts.picture.alt = [numberWords(view).split(" · ")[0], text].filter(Boolean).join(": ");
    setText(parts.text, text);
    for (const words of parts.words.querySelectorAll("[data-state-words]")) {
      const place = find("span", words) || words;
      place.dataset.template ||= place.textContent;
      setText(place, filled(place.dataset.template, { page: view.page, size: facts ? fileSize(facts.bytes) : "…" }));
    }
  }

  function tell(how) {
    parts.picture.hidden = how !== "shown";
    parts.words.hidden = how === "shown" || how === "none";
    for (const words of parts.words.querySelectorAll("[data-state-words]")) words.hidden = words.dataset.stateWords !== how;
    if (how === "shown") loadAhead();
  }

  /** Ask what the decks of the room hold, again where one has got more pages. */
  function learnDecks() {
    for (const [uuid, { pages }] of Object.entries(room.state.decks)) {
      const known = decks.get(uuid);
      if (known?.count === pages) continue;
      decks.set(uuid, { ...known, count: pages });
      deckFacts(addressOf(uuid)).then(
        (facts) => { decks.set(uuid, { count: pages, pages: facts.pages }); refresh(); },
        () => decks.delete(uuid), // asked again with the next event
      );
    }
  }

  function loadAhead() {
    const { view, level } = room;
    if (level === 0 || !view) return;
    const last = pagesOf(room.state, view.deck);
    const addresses = Array.from({ length: last }, (_page, index) => pageAddress(addressOf(view.deck), index + 1));
    const isHere = () => room.isConnected && room.view && boardKey(room.view) === boardKey(view);
    preload(addresses.slice(view.page, view.page + AHEAD), { goesOn: isHere }).then(() => {
      const hasRoom = () => isHere() && room.level >= GOOD_LEVEL;
      return preload(addresses, { goesOn: hasRoom, pauseMs: GENTLE_MS });
    });
  }

  find("[data-load]", stage).addEventListener("click", () => picture.allow());
  for (const name of ["state", "snapshot", "level"]) room.on(name, refresh);
  room.on("event:slide", ({ by }) => { if (by === room.number) look(null); });
  room.on("open", () => { picture.again(); refresh(); });
  refresh();
}
