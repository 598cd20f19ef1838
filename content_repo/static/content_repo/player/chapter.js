// Within a page of a book: shows it as the reader says, tells how far it was read and where links lead.
const NORMAL = 18;
const MOVES_EVERY_MS = 400;

const root = document.documentElement;
const send = (type, fields = {}) => parent.postMessage({ type, ...fields }, "*");

const space = () => Math.max(0, root.scrollHeight - innerHeight);
const fraction = () => (space() < 4 ? 1 : Math.min(1, Math.max(0, scrollY / space())));

function place(id) {
  return document.getElementById(id) ?? document.getElementsByName(id)[0];
}

function scale(size) {
  const zoom = size / NORMAL;
  if (CSS.supports("zoom", "2")) document.body.style.zoom = zoom;
  else root.style.fontSize = `${size}px`;
}

/** A page laid out for one size of paper is made as wide as the screen. */
function fit() {
  const words = document.querySelector('meta[name="viewport"][content*="width="]:last-of-type')?.content ?? "";
  const width = Number(/width\s*=\s*(\d+)/.exec(words)?.[1]);
  if (width > 0) root.style.zoom = innerWidth / width;
}

function show({ size = NORMAL, isDark = false, isFixed = false, fragment = "", fraction: wanted = null }) {
  root.toggleAttribute("data-dark", isDark && !isFixed);
  if (isFixed) fit();
  else scale(size);
  root.dataset.shown = "";
  go = () => {
    const target = fragment && place(fragment);
    if (target) target.scrollIntoView();
    else if (wanted !== null) scrollTo(0, wanted * space());
  };
  go();
  send("moved", { fraction: fraction() });
}

// Pictures that come later push the place away; until the reader moves it is found again.
let go = null;
for (const type of ["wheel", "touchstart", "keydown", "pointerdown"]) {
  addEventListener(type, () => (go = null), { capture: true, passive: true });
}
addEventListener("load", () => go?.());

addEventListener("message", ({ source, data }) => {
  if (source !== parent || !data) return;
  if (data.type === "show") show(data);
  else if (data.type === "print") print();
});

let isWaiting = false;
addEventListener(
  "scroll",
  () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      send("moved", { fraction: fraction() });
    }, MOVES_EVERY_MS);
  },
  { passive: true },
);

addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("a");
    const address = link && (link.getAttribute("href") ?? link.getAttribute("xlink:href"));
    if (!address) return;
    event.preventDefault();
    let target;
    try {
      target = new URL(address, document.baseURI);
    } catch {
      return;
    }
    if (/^(https?|mailto|tel):$/.test(target.protocol)) send("go", { address: target.href });
  },
  true,
);

addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT|AUDIO|VIDEO)$/i.test(event.target.tagName)) return;
  if (event.key === "ArrowLeft" || event.key === "ArrowRight" || event.key === "Escape") send("key", { key: event.key });
});

// A page in XML runs its scripts at once, whatever they say of waiting.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => send("loaded"));
else send("loaded");
