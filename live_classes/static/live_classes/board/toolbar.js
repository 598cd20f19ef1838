// The tools as a toolbar: what is chosen, panels for figures and colours, arrow keys between the buttons.
import { kept, keep } from "../../elearn/device.js";

const KEY = "live-pen";
const SIZES = { 1: 28, 2: 40, 3: 56, 4: 80 };
const FIGURES = ["line", "arrow", "rect", "ellipse", "triangle"];

/** Start the toolbar; `chosen()` after each choice, `did(name)` for undo, redo, clear and blank. */
export function startToolbar(bar, { chosen, did }) {
  const state = { tool: "", figure: "triangle", color: 1, width: 2, ...kept(KEY), tool: "" };
  const buttons = () => [...bar.querySelectorAll("button")].filter((button) => button.offsetParent && !button.disabled);

  function show() {
    const used = FIGURES.includes(state.tool) ? "figure" : state.tool;
    for (const button of bar.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", String(button.dataset.tool === used));
    for (const name of ["figure", "color", "width"]) {
      for (const button of bar.querySelectorAll(`[data-${name}]`)) {
        button.setAttribute("aria-pressed", String(button.dataset[name] === String(state[name])));
      }
    }
    bar.dataset.now = state.figure;
    bar.dataset.ink = state.color;
  }

  function panel(name) {
    for (const one of bar.querySelectorAll("[data-panel]")) one.hidden = one.dataset.panel !== name || !one.hidden;
    for (const button of bar.querySelectorAll("[data-opens]")) {
      const opened = bar.querySelector(`[data-panel=${button.dataset.opens}]`);
      button.setAttribute("aria-expanded", String(!opened.hidden));
    }
  }

  function choose(change) {
    Object.assign(state, change);
    const { figure, color, width } = state;
    keep(KEY, { figure, color, width });
    show();
    chosen();
  }

  bar.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    const { tool, opens, figure, color, width, act } = button.dataset;
    if (opens) panel(opens);
    else if (!color && !width) panel("");
    if (tool === "figure") choose({ tool: state.figure });
    else if (tool) choose({ tool: state.tool === tool ? "" : tool });
    if (figure) choose({ figure, tool: figure });
    if (color) choose({ color: Number(color) });
    if (width) choose({ width: Number(width) });
    if (act) did(act);
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") panel("");
    if (!step) return;
    const all = buttons();
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
    event.preventDefault();
  });
  show();

  return {
    /** What is chosen: `{tool, color, width, size}`; tool is empty while nothing is drawn. */
    get choice() {
      return { tool: state.tool, color: state.color, width: state.width, size: SIZES[state.width] };
    },
    closePanels: () => panel(""),
    rest: () => choose({ tool: "" }),
  };
}
