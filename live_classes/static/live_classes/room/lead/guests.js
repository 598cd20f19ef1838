// Those who wait to be let in.
import { copy, find, oncePerFrame, rows, setText } from "../dom.js";

export function startGuests(room, root) {
  const card = find("[data-guests]", root);
  const show = rows(find("[data-list]", card), ({ number, person }) => {
    const made = copy(root, "waiting");
    setText(made.parts.name, person.name);
    setText(made.parts.who, ` ${person.name}`);
    made.parts.admit.addEventListener("click", () => room.send("admit", { person: number, on: true }));
    made.parts.refuse.addEventListener("click", () => room.send("admit", { person: number, on: false }));
    return made;
  }, () => {});
  room.on("state", oncePerFrame(() => {
    const { waiting, people } = room.state;
    card.hidden = !waiting.length;
    setText(find("[data-count]", card), String(waiting.length));
    show(waiting.map((number) => ({ key: number, number, person: people[number] })));
  }));
}
