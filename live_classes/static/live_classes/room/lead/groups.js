// Breakout groups: dealt out by chance, then changed by hand.
import { filled, find } from "../dom.js";
import { admitted, isLeadingRole } from "../people.js";

/** Deal numbers into so many groups as evenly as can be. */
export function dealt(numbers, count, random = Math.random) {
  const mixed = [...numbers];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other], mixed[last]];
  }
  return new Map(mixed.map((number, index) => [number, index % count]));
}

export function startGroups(room, root) {
  const form = find("[data-groups-form]", root);
  const list = find("[data-list]", form);
  const { count, minutes } = form.elements;
  const pupils = () => admitted(room.state).filter((person) => !isLeadingRole(person.role));

  function fill() {
    const there = pupils().filter((person) => room.present.has(person.number));
    const groups = dealt(there.map((person) => person.number), Math.max(1, count.valueAsNumber || 1));
    list.replaceChildren(...pupils().map((person) => line(person, groups.get(person.number))));
  }

  function line(person, group) {
    const element = Object.assign(document.createElement("li"), { className: "row" });
    const name = Object.assign(document.createElement("span"), { className: "grow", textContent: person.name });
    const choice = document.createElement("select");
    choice.dataset.person = person.number;
    choice.setAttribute("aria-label", filled(list.dataset.words, { name: person.name }));
    choice.append(new Option(list.dataset.none, ""));
    for (let index = 0; index < count.valueAsNumber; index++) choice.append(new Option(String(index + 1), String(index)));
    choice.value = group === undefined ? "" : String(group);
    element.append(name, choice);
    return element;
  }

  find("[data-groups-open]", root).addEventListener("click", () => {
    count.value = String(Math.max(1, Math.min(8, Math.round(room.present.size / 4))));
    fill();
  });
  find("[data-shuffle]", form).addEventListener("click", fill);
  count.addEventListener("change", fill);
  form.addEventListener("submit", () => {
    const groups = new Map();
    for (const choice of list.querySelectorAll("select")) {
      if (choice.value === "") continue;
      if (!groups.has(choice.value)) groups.set(choice.value, []);
      groups.get(choice.value).push(Number(choice.dataset.person));
    }
    if (!groups.size) return;
    const inOrder = [...groups].sort(([a], [b]) => a - b).map(([, numbers]) => numbers);
    room.send("groups_open", { groups: inOrder, minutes: minutes.value ? Math.round(minutes.valueAsNumber) : null });
  });
}
