// Looking at other pages on one's own way, back to the page of the class, full screen, boards of groups.
import { filled, find, setText } from "./dom.js";
import { ledPage, pageBeside, pagesOf } from "./page_view.js";

export function startLooking(room, stage) {
  const bar = find("[data-look]", stage);
  const words = find("[data-looking]", bar);
  const back = find("[data-back]", bar);
  const classPage = find("[data-class-page]", bar);
  const steps = [...bar.querySelectorAll("[data-step]")];
  const groups = find("[data-groups]", bar);
  const full = find("[data-full]", stage);

  function show(view) {
    const { state } = room;
    const isGroup = Boolean(view?.deck.startsWith("group-"));
    groups.hidden = !(room.isLeading && state.groups);
    // Who leads turns pages for all by the strip below; here only the way back is theirs.
    const canLook = !room.isLeading && view && pagesOf(state, view.deck) > 1;
    bar.hidden = !view || !(canLook || view.isOwnWay || isGroup || !groups.hidden);
    if (bar.hidden) return;
    bar.classList.toggle("is-small", !view.isOwnWay && !isGroup && groups.hidden);
    for (const button of steps) button.disabled = isGroup || !pageBeside(state, view, Number(button.dataset.step));
    back.hidden = !view.isOwnWay;
    const isLedToGroup = Boolean(ledPage(state, room.number)?.deck.startsWith("group-"));
    find("[data-to=class]", back).hidden = isLedToGroup;
    find("[data-to=group]", back).hidden = !isLedToGroup;
    classPage.hidden = !isGroup || room.isLeading || !state.slide;
    setText(words, filled(view.isOwnWay ? words.dataset.own : words.dataset.led, view));
    words.hidden = isGroup;
    listGroups(view);
  }

  function listGroups(view) {
    const select = find("select", groups);
    const count = room.state.groups?.numbers.length ?? 0;
    while (select.options.length - 1 > count) select.remove(select.options.length - 1);
    while (select.options.length - 1 < count) {
      const index = select.options.length - 1;
      select.add(new Option(filled(select.dataset.words, { n: index + 1 }), `group-${index}`));
    }
    select.value = view.deck.startsWith("group-") ? view.deck : "";
  }

  bar.addEventListener("click", ({ target }) => {
    const step = target.closest("[data-step]");
    if (step) room.look(pageBeside(room.state, room.view, Number(step.dataset.step)));
    if (target.closest("[data-back]")) room.look(null);
    if (target.closest("[data-class-page]")) room.look(room.state.slide);
  });
  groups.addEventListener("change", ({ target }) => room.look(target.value ? { deck: target.value, page: 1 } : null));

  full.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (stage.requestFullscreen) stage.requestFullscreen().catch(() => cover());
    else cover();
  });
  document.addEventListener("fullscreenchange", () => full.setAttribute("aria-pressed", String(document.fullscreenElement === stage)));
  stage.addEventListener("keydown", ({ key }) => { if (key === "Escape" && stage.classList.contains("is-full")) cover(); });

  /** Cover the window where a browser (iPhone) gives no full screen. */
  function cover() {
    full.setAttribute("aria-pressed", String(stage.classList.toggle("is-full")));
  }

  room.on("view", show);
  room.on("state", () => show(room.view));
}
