// The reader of books: contents, chapters one at a time, size of letters, progress, the place kept. docs/package_protocol.md
import { listen, newUuid, send } from "./channel.js";
import { pathOf, percentOf, placeOf } from "./book_places.js";

const SIZES = [14, 16, 18, 20, 23, 26, 30];
const SAVE_MS = 3000;
const LATE_MS = 2500; // after the page has come, for its script to speak
const READ_FROM = 0.97; // of a chapter
const STEP_PERCENT = 10;

const book = JSON.parse(document.getElementById("book").textContent);
const find = (name) => document.querySelector(`[data-${name}]`);
const frame = find("chapter");
const contents = document.getElementById("contents");

const state = { chapter: 0, fraction: 0, size: 18, isDark: false };
let page = book.chapters[0]?.href; // what is shown: a chapter, or a page beside the row of them
let wanted = {};
let told = { percent: 0, isCompleted: false };
let back = null;
let saving = 0;
let late = 0;

const tell = (verb, result) =>
  send("statement", {
    statement: { id: newUuid(), verb: { id: book.verbs + verb }, object: {}, result, timestamp: new Date().toISOString() },
  });

function save() {
  clearTimeout(saving);
  saving = 0;
  send("state", { key: "position", value: { chapter: state.chapter, fraction: state.fraction, size: state.size } });
}

function tellProgress() {
  const percent = percentOf(book.chapters, state);
  const isEnd = state.chapter === book.chapters.length - 1 && state.fraction >= READ_FROM;
  if (isEnd && !told.isCompleted) {
    told = { percent: 100, isCompleted: true };
    tell("completed", { completion: true, extensions: { [book.progress]: 100 } });
  } else if (!isEnd && percent >= told.percent + STEP_PERCENT) {
    told.percent = percent;
    tell("progressed", { extensions: { [book.progress]: percent } });
  }
}

function draw() {
  const words = { number: state.chapter + 1, total: book.chapters.length, percent: percentOf(book.chapters, state) };
  find("place").textContent = find("place").dataset.words.replace(/\{(\w+)\}/g, (_, name) => words[name]);
  find("previous").disabled = state.chapter === 0;
  find("next").disabled = state.chapter >= book.chapters.length - 1;
  find("smaller").disabled = state.size <= SIZES[0];
  find("larger").disabled = state.size >= SIZES.at(-1);
  find("back").hidden = !back;
  find("place").hidden = Boolean(back);
  for (const link of contents.querySelectorAll("a")) {
    const isHere = link.getAttribute("href").split("#")[0] === page;
    if (isHere) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

const look = () => ({ size: state.size, isDark: state.isDark, isFixed: book.isFixed });
const toPage = (message) => frame.contentWindow.postMessage(message, "*");

/** Show a page of the book at a fragment or a fraction of it. */
function open(name, place = {}) {
  contents.hidden = true;
  find("contents").setAttribute("aria-expanded", "false");
  find("outside").hidden = true;
  find("trouble").hidden = true;
  const isThere = name === page && frame.dataset.loaded === name;
  page = name;
  const number = book.chapters.findIndex((chapter) => chapter.href === name);
  if (number >= 0) {
    state.chapter = number;
    state.fraction = place.fraction ?? 0;
  }
  draw();
  if (isThere) return toPage({ type: "show", ...look(), fraction: 0, ...place });
  wanted = { fraction: 0, ...place };
  delete frame.dataset.loaded;
  find("wait").hidden = false;
  // Replaced, not added: the back button of the phone leaves the page, it does not turn leaves.
  frame.contentWindow.location.replace(book.base + pathOf(name));
}

const turn = (step) => {
  const next = book.chapters[state.chapter + step];
  if (!next) return;
  back = null;
  open(next.href);
};

function follow(address) {
  const target = placeOf(address, new URL(book.base, location.href).href);
  if (!target) {
    find("address").textContent = address;
    find("outside").hidden = false;
    return;
  }
  back = { name: page, place: { fraction: state.fraction } };
  open(target.name, { fragment: target.fragment });
}

function resize(step) {
  const place = SIZES.indexOf(state.size) + step;
  state.size = SIZES[Math.min(SIZES.length - 1, Math.max(0, place))];
  toPage({ type: "show", ...look(), fraction: state.fraction });
  draw();
  save();
}

function moved(fraction) {
  if (book.chapters[state.chapter]?.href !== page) return; // a page beside the row has no part in the progress
  state.fraction = Math.round(fraction * 1000) / 1000;
  draw();
  tellProgress();
  saving ||= setTimeout(save, SAVE_MS);
}

addEventListener("message", ({ source, data }) => {
  if (source !== frame.contentWindow || !data) return;
  if (data.type === "loaded") {
    clearTimeout(late);
    frame.dataset.loaded = page;
    find("wait").hidden = true;
    find("trouble").hidden = true;
    toPage({ type: "show", ...look(), ...wanted });
  } else if (data.type === "moved" && frame.dataset.loaded) moved(Number(data.fraction) || 0);
  else if (data.type === "go") follow(String(data.address));
  else if (data.type === "key") press(data.key);
});

frame.addEventListener("load", () => {
  clearTimeout(late);
  late = setTimeout(() => {
    if (frame.dataset.loaded || !isStarted) return;
    find("wait").hidden = true;
    find("trouble").hidden = false;
  }, LATE_MS);
});

function press(key) {
  if (key === "ArrowRight") turn(1);
  else if (key === "ArrowLeft") turn(-1);
  else if (key === "Escape" && !contents.hidden) toggleContents();
}

function toggleContents() {
  contents.hidden = !contents.hidden;
  find("contents").setAttribute("aria-expanded", String(!contents.hidden));
  if (!contents.hidden) contents.querySelector("a[aria-current], a")?.focus();
}

find("contents").addEventListener("click", toggleContents);
contents.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  const [name, fragment] = link.getAttribute("href").split("#");
  back = null;
  open(name, fragment ? { fragment } : {});
});
find("previous").addEventListener("click", () => turn(-1));
find("next").addEventListener("click", () => turn(1));
find("smaller").addEventListener("click", () => resize(-1));
find("larger").addEventListener("click", () => resize(1));
find("print").addEventListener("click", () => toPage({ type: "print" }));
find("retry").addEventListener("click", () => {
  frame.dataset.loaded = "";
  const name = page;
  page = "";
  open(name, wanted);
});
find("back").addEventListener("click", () => {
  const { name, place } = back;
  back = null;
  open(name, place);
});
find("close-outside").addEventListener("click", () => (find("outside").hidden = true));
find("close-note")?.addEventListener("click", () => (find("note").hidden = true));
addEventListener("keydown", (event) => {
  if (!event.altKey && !event.ctrlKey && !event.metaKey) press(event.key);
});

let isStarted = false;
listen((message) => {
  if (message.type === "flush") return isStarted && saving ? save() : undefined;
  if (message.type !== "start" || isStarted) return undefined;
  isStarted = true;
  state.isDark = Boolean(message.isDark);
  document.documentElement.toggleAttribute("data-dark", state.isDark);
  const kept = message.states?.position ?? {};
  if (SIZES.includes(kept.size)) state.size = kept.size;
  const chapter = book.chapters[kept.chapter] ? kept.chapter : 0;
  told.percent = percentOf(book.chapters, { chapter, fraction: kept.fraction ?? 0 });
  tell("attempted", undefined);
  open(book.chapters[chapter].href, { fraction: Math.min(1, Math.max(0, Number(kept.fraction) || 0)) });
  return undefined;
});

if (book.chapters.length) send("ready");
else send("trouble", { code: "missing" });
