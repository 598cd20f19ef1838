// The story beside the stage: follows the time, jumps, is searched. Its words are in the page already.
import { find, setText } from "../room/dom.js";
import { fold, indexAt, search } from "./timeline.js";

const WAIT_MS = 250;
const READING_MS = 6000; // who scrolls reads: the list stays where it is for so long

export function startStory(root, { say, jump }) {
  const list = find("[data-story]", root);
  const rows = [...list.children];
  const moments = rows.map((row) => ({ at: Number(row.dataset.at), kind: row.dataset.kind, folded: fold(row.textContent) }));
  let current = null;
  let readAt = 0;

  list.addEventListener("click", (event) => {
    const link = event.target.closest("[data-jump]");
    if (!link) return;
    event.preventDefault();
    jump(Number(link.dataset.jump));
  });
  for (const name of ["wheel", "touchmove", "keydown"]) list.addEventListener(name, () => { readAt = Date.now(); }, { passive: true });
  startSearch(root, { rows, moments, say });

  function follow(ms) {
    const row = rows[indexAt(moments, ms)] || null;
    if (row === current) return;
    current?.removeAttribute("aria-current");
    current = row;
    if (!row) return;
    row.setAttribute("aria-current", "true");
    const isOwnBox = list.scrollHeight > list.clientHeight + 1;
    if (isOwnBox && Date.now() - readAt > READING_MS) list.scrollTop = row.offsetTop - list.clientHeight / 3;
  }

  return { moments, follow };
}

function startSearch(root, { rows, moments, say }) {
  const form = find("[data-search]", root);
  const [input, told] = [find("input", form), find("[data-found]", form)];
  let timer = 0;
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(run, WAIT_MS);
  });
  input.addEventListener("compositionend", run);

  function run() {
    const found = new Set(search(moments, input.value));
    rows.forEach((row, index) => { row.hidden = !found.has(index); });
    setText(told, input.value.trim() ? say(found.size ? "found" : "notFound", { n: found.size }) : "");
  }
}
