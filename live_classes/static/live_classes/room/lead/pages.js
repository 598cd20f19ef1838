// Turning pages: the files of the class, their pages, the blank board.
import { filled, find, oncePerFrame, setText } from "../dom.js";

const BLANK = "blank";
const BLANK_PAGES = 50;

export function startPages(room, root) {
  const bar = find("[data-slides]", root);
  const choice = find("[data-deck]", bar);
  const pages = find("[data-pages]", bar);
  const number = find("[data-page-number]", bar);
  const lastPages = new Map(); // deck → page it was left at

  const shown = () => room.pending.filter((item) => item.type === "slide").at(-1)?.data ?? room.state.slide ?? { deck: Object.keys(room.state.decks)[0] ?? BLANK, page: 0 };
  const pagesOf = (deck) => (deck === BLANK ? Math.min(blankPages() + 1, BLANK_PAGES) : room.state.decks[deck]?.pages ?? 1);

  /** Blank pages that were used, so that there is always one more. */
  function blankPages() {
    const used = Object.keys(room.state.boards).filter((key) => key.startsWith(`${BLANK}:`)).map((key) => Number(key.slice(BLANK.length + 1)));
    const here = shown().deck === BLANK ? shown().page : 0;
    return Math.max(0, here, ...used);
  }

  function turn(deck, page) {
    const now = shown();
    if (page < 1 || page > pagesOf(deck) || (now.deck === deck && now.page === page)) return;
    lastPages.set(deck, page);
    room.send("slide", { deck, page });
  }

  const render = oncePerFrame(() => {
    const { deck, page } = shown();
    for (const [uuid, { name }] of Object.entries(room.state.decks)) {
      if (![...choice.options].some((option) => option.value === uuid)) choice.prepend(new Option(name, uuid));
    }
    choice.value = deck;
    const count = pagesOf(deck);
    if (pages.childElementCount !== count) pages.replaceChildren(...Array.from({ length: count }, (none, index) => thumb(index + 1)));
    [...pages.children].forEach((button, index) => {
      if (index + 1 === page) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
    pages.children[page - 1]?.scrollIntoView({ block: "nearest", inline: "center" });
    setText(number, page ? `${page}/${count}` : "");
    find("[data-previous]", bar).disabled = page <= 1;
    find("[data-next]", bar).disabled = page >= count;
  });

  function thumb(page) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "num", textContent: String(page) });
    button.setAttribute("aria-label", filled(pages.dataset.words, { n: page }));
    button.addEventListener("click", () => turn(shown().deck, page));
    return button;
  }

  find("[data-previous]", bar).addEventListener("click", () => turn(shown().deck, shown().page - 1));
  find("[data-next]", bar).addEventListener("click", () => turn(shown().deck, shown().page + 1));
  choice.addEventListener("change", () => turn(choice.value, lastPages.get(choice.value) ?? 1));
  document.addEventListener("keydown", (event) => {
    const step = { PageDown: 1, PageUp: -1 }[event.key];
    if (!step || event.target.closest("input, textarea, select, dialog, [role=tabpanel]")) return;
    event.preventDefault();
    turn(shown().deck, shown().page + step);
  });
  for (const name of ["state", "pending"]) room.on(name, render);
}
