// How the links of the class do: one cell a person, counts, and a word when several hear late. For who leads only.
import { filled, find, oncePerFrame, rows, setText } from "../dom.js";
import { admitted, isLeadingRole } from "../people.js";

const LATE_MS = 3000;
const LATE_MOST = 2; // so many who hear late are reason to slow down
const QUALITIES = ["cut", "behind", "weak", "good"];

export function startNetwork(room, root, say) {
  const card = find("[data-network]", root);
  const grid = find("[data-cells]", card);
  const cells = new Map(); // number → {quality, rtt, lag}
  const show = rows(grid, ({ person }) => {
    const element = Object.assign(document.createElement("button"), { type: "button", textContent: person.initials });
    element.addEventListener("click", () => root.dispatchEvent(new CustomEvent("person-menu", { detail: person.number })));
    return { element };
  }, ({ element }, { person, quality }) => {
    const name = QUALITIES[quality];
    element.className = name;
    const label = filled(grid.dataset.words, { name: person.name, quality: grid.dataset[name] });
    if (element.title !== label) {
      element.title = label;
      element.setAttribute("aria-label", label);
    }
  });

  /** Quality of a person's link; null for who has left by himself or never came. */
  function qualityOf(number) {
    const cell = cells.get(number);
    if (room.present.has(number)) return cell?.quality || 3;
    return cell?.quality === 0 ? 0 : null;
  }

  const render = oncePerFrame(() => {
    const all = admitted(room.state).filter((person) => !isLeadingRole(person.role));
    const seen = all.map((person) => ({ key: person.number, person, quality: qualityOf(person.number) })).filter(({ quality }) => quality !== null);
    show(seen);
    const sums = { good: 0, weak: 0, cut: 0 };
    for (const { quality } of seen) sums[quality === 3 ? "good" : quality ? "weak" : "cut"]++;
    for (const tag of card.querySelectorAll("[data-sum]")) {
      tag.hidden = !sums[tag.dataset.sum];
      setText(tag, filled(tag.dataset.words, { n: sums[tag.dataset.sum] }));
    }
    const here = sums.good + sums.weak;
    const expected = Math.max(Number(root.dataset.expected), here);
    setText(find("[data-here]", card), say("hereOf", { n: here, all: expected }));
    const late = seen.filter(({ key, quality }) => quality && (quality === 1 || cells.get(key)?.lag > LATE_MS)).length;
    const hint = find("[data-hint]", card);
    setText(hint, late >= LATE_MOST ? filled(hint.dataset.words, { n: late }) : "");
    hint.classList.toggle("sr", late < LATE_MOST); // stays there for screen readers, takes no room
  });

  room.on("network", (changed) => {
    for (const [number, quality, rtt, lag] of changed) cells.set(number, { quality, rtt, lag });
    render();
  });
  room.on("open", () => cells.clear()); // a new connection is told all of them again
  for (const name of ["state", "presence"]) room.on(name, render);
  return cells;
}
