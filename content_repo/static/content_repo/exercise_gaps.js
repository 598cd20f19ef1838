// *Gaps* in a text: a button that makes one of the chosen word, and the text as pupils will see it.

const GAP = /\*([^*\n]+)\*/g;
const WORD = /[\p{L}\p{N}\p{M}'’-]/u;

/** The chosen part of a text, or the word at the cursor, without spaces at the ends. */
function chosen({ value, selectionStart: from, selectionEnd: to }) {
  if (from === to) {
    while (from > 0 && WORD.test(value[from - 1])) from -= 1;
    while (to < value.length && WORD.test(value[to])) to += 1;
  }
  while (from < to && /\s/.test(value[from])) from += 1;
  while (to > from && /\s/.test(value[to - 1])) to -= 1;
  return [from, to];
}

function makeGap(field) {
  const [from, to] = chosen(field);
  const words = field.value.slice(from, to);
  field.focus();
  if (!words || /[*\n]/.test(words)) return;
  field.setRangeText(`*${words}*`, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Draw the text with its gaps; words go in as text, never as markup. */
function draw(field, place, count) {
  const found = [...field.value.matchAll(GAP)];
  count.textContent = found.length ? count.dataset.words.replace("{count}", found.length) : count.dataset.none;
  place.hidden = !found.length;
  place.replaceChildren();
  let at = 0;
  for (const match of found) {
    const gap = Object.assign(document.createElement("b"), { textContent: match[1].split(/[/:]/)[0].trim() });
    place.append(field.value.slice(at, match.index), gap);
    at = match.index + match[0].length;
  }
  place.append(field.value.slice(at));
}

/** Serve all texts with gaps below an element. */
export function followGaps(root) {
  for (const tools of root.querySelectorAll("[data-gaps]")) {
    const field = document.getElementById(tools.dataset.gaps);
    const place = root.querySelector(`[data-gap-preview="${CSS.escape(field.id)}"]`);
    const show = () => draw(field, place, tools.querySelector("[data-gap-count]"));
    tools.hidden = false;
    tools.querySelector("[data-make-gap]").addEventListener("click", () => makeGap(field));
    field.addEventListener("input", show);
    show();
  }
}
