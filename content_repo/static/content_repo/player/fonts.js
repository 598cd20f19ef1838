// Letters and icons of style sheets, taken out of them: a frame without an origin would fetch each font anew every time.
// Those that something on the screen uses are asked of the page, which has a cache.
import { send } from "./channel.js";

const FACE = /@font-face\s*{([^}]*)}/gi;
const SOURCE = /url\(\s*["']?([^"')]+)["']?\s*\)/gi;
const BEST = ["woff2", "woff", "ttf", "otf"];
const MOST_ELEMENTS = 5000;
const PAUSE_MS = 200;

const waiting = new Map(); // address → faces that it holds

function valueOf(face, name) {
  return face.match(new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*["']?([^;"']+)`, "i"))?.[1].trim();
}

function bestSource(face, base) {
  const found = [...face.matchAll(SOURCE)].map(([, address]) => new URL(address, base));
  return BEST.flatMap((extension) => found.filter(({ pathname }) => pathname.toLowerCase().endsWith(`.${extension}`)))[0];
}

/** Take faces out of a style sheet that lies at `base`; return what is left of it. */
export function takeFaces(css, base) {
  return css.replace(FACE, (whole, face) => {
    const family = valueOf(face, "font-family");
    const source = bestSource(face, base);
    if (!family || !source || /data:|unicode-range/i.test(face)) return whole;
    const address = source.pathname + source.search;
    const options = { weight: valueOf(face, "font-weight") ?? "normal", style: valueOf(face, "font-style") ?? "normal" };
    waiting.set(address, [...(waiting.get(address) ?? []), { family, options }]);
    return "";
  });
}

function usedFamilies() {
  const used = new Set();
  for (const element of [...document.body.querySelectorAll("*")].slice(0, MOST_ELEMENTS)) {
    for (const part of [null, "::before", "::after"]) {
      const style = getComputedStyle(element, part);
      if (part && ["none", "normal"].includes(style.content)) continue;
      for (const name of style.fontFamily.split(",")) used.add(name.trim().replace(/^["']|["']$/g, "").toLowerCase());
    }
  }
  return used;
}

const asked = new Set();

function askForUsed() {
  const used = usedFamilies();
  const files = [...waiting]
    .filter(([address, faces]) => !asked.has(address) && faces.some(({ family }) => used.has(family.toLowerCase())))
    .map(([address]) => address);
  for (const address of files) asked.add(address);
  if (files.length) send("need", { files });
}

/** Put fonts that the page sent to use. */
export function putFonts(files) {
  for (const { url, buffer } of files) {
    for (const { family, options } of buffer ? (waiting.get(url) ?? []) : []) {
      document.fonts.add(new FontFace(family, buffer, options));
    }
  }
}

/** Ask for fonts as soon as something uses them, now and later. */
export function watchFonts() {
  if (!waiting.size) return;
  let timer = null;
  const observer = new MutationObserver(() => {
    timer ??= setTimeout(() => {
      timer = null;
      askForUsed();
      if (asked.size === waiting.size) observer.disconnect();
    }, PAUSE_MS);
  });
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["class", "style"] });
  askForUsed();
}
