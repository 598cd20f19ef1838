// Tabs with arrow keys; tells the other parts which panel is seen by the event «tab» on the root.
import { setText } from "./dom.js";

export function startTabs(root) {
  const list = root.querySelector("[role=tablist]");
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));

  function choose(tab) {
    for (const one of tabs) {
      const isChosen = one === tab;
      one.setAttribute("aria-selected", String(isChosen));
      one.tabIndex = isChosen ? 0 : -1;
      panelOf(one).hidden = !isChosen;
    }
    badge(tab.id.slice(4), 0);
    root.dataset.tab = tab.id.slice(4);
    root.dispatchEvent(new CustomEvent("tab", { detail: tab.id.slice(4) }));
  }

  /** Show on a tab how much has come that was not seen. */
  function badge(name, number) {
    const tag = root.querySelector(`#tab-${name} [data-badge]`);
    if (!tag) return;
    tag.hidden = !number;
    setText(tag, number ? String(number) : "");
  }

  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    choose(tab);
    tab.focus();
  });
  choose(tabs.find((tab) => tab.getAttribute("aria-selected") === "true"));
  return {
    badge,
    choose: (name) => choose(document.getElementById(`tab-${name}`)),
    isShown: (name) => root.dataset.tab === name && !document.hidden,
  };
}
