// Small tools of the room's page: parts of templates, words of the page, rows that keep their elements.

/** First element below a root that matches. */
export const find = (selector, root = document) => root.querySelector(selector);

/** Copy a template: its element, and its parts by the names in `data-part`. */
export function copy(root, name) {
  const element = find(`template[data-template=${name}]`, root).content.firstElementChild.cloneNode(true);
  const parts = Object.fromEntries([...element.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
  return { element, parts };
}

/** Put values into «{name}» places of a text. */
export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** The words of the page: `say("missed", {time})`. */
export function wordsOf(root) {
  const words = {};
  for (const word of find("template[data-words]", root).content.children) words[word.dataset.word] = word.textContent;
  return (name, values = {}) => filled(words[name] ?? words.other, values);
}

/** Set a text only where it differs, so that nothing is read out or selected away for nothing. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Show the rows `{key, …}` in a list: `make(row)` gives `{element, …}` once a key, `update(made, row)` as often as needed. */
export function rows(list, make, update) {
  const made = new Map();
  return (wanted) => {
    const keys = new Set(wanted.map((row) => row.key));
    for (const [key, old] of made) {
      if (keys.has(key)) continue;
      old.element.remove();
      made.delete(key);
    }
    let place = list.firstElementChild;
    for (const row of wanted) {
      if (!made.has(row.key)) made.set(row.key, make(row));
      const one = made.get(row.key);
      update(one, row);
      if (one.element === place) place = place.nextElementSibling;
      else list.insertBefore(one.element, place);
    }
  };
}

/** Call a function at most once a frame, and also where the page is hidden and frames rest. */
export function oncePerFrame(fn) {
  let timer = 0;
  return () => {
    timer ||= setTimeout(() => { timer = 0; fn(); }, 16);
  };
}

/** Milliseconds as «1:05». */
export function minutes(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const rest = `${String(Math.floor(seconds / 60) % 60).padStart(hours ? 2 : 1, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  return hours ? `${hours}:${rest}` : rest;
}
