// What was on the screen: the picture of the page and what was drawn on it, at any moment.
import { renderBoard } from "../board/view.js";
import { find, setText } from "../room/dom.js";
import { BLANK, boardKey } from "../room/page_view.js";

export function startStage(root, say) {
  const stage = find("[data-stage]", root);
  const [image, board] = [find("img", stage), find("svg[data-ink]", stage)];
  const label = find("[data-page-label]", stage);
  let shown = "";

  image.addEventListener("error", () => setText(label, say("noPicture")));

  function turnTo(state, { deck, page }) {
    shown = boardKey({ deck, page });
    const isBlank = deck === BLANK;
    image.hidden = isBlank;
    if (!isBlank) image.src = `${root.dataset.pages}${deck}/${page}/`;
    const { name, pages } = state.decks[deck] || {};
    image.alt = isBlank ? "" : say("page", { page, pages, name });
    setText(label, isBlank ? say("blank", { page }) : say("page", { page, pages, name }));
  }

  /** Show a state; only what differs is touched. */
  return function show(state) {
    stage.classList.toggle("is-empty", !state.slide);
    if (!state.slide) return;
    if (boardKey(state.slide) !== shown) turnTo(state, state.slide);
    renderBoard(board, state.boards[shown] || []);
  };
}
