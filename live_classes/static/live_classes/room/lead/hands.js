// The queue of raised hands with how long each has waited, and who may speak now.
import { duration } from "../../../elearn/words.js";
import { copy, find, oncePerFrame, rows, setText } from "../dom.js";

const TICK_MS = 5000;

export function startHands(room, root) {
  const card = find("[data-hands]", root);
  const floor = find("[data-floor]", root);
  const count = find("[data-count]", card);
  const showHands = rows(find("[data-list]", card), ({ number, person }) => makeHand(room, root, number, person), ({ parts }, { at }) => {
    setText(parts.time, duration((room.clock() - at) / 1000));
  });
  const showFloor = rows(find("[data-list]", floor), ({ number, person }) => {
    const made = copy(root, "speaker");
    setText(made.parts.name, person.name);
    setText(made.parts.who, ` ${person.name}`);
    made.parts.off.addEventListener("click", () => room.send("floor", { person: number, on: false }));
    return made;
  }, () => {});
  const render = oncePerFrame(() => {
    const { hands, floor: speaking, people } = room.state;
    count.hidden = !hands.length;
    setText(count, String(hands.length));
    find("[data-do=hands_down]", card).hidden = !hands.length;
    find("[data-none]", card).hidden = hands.length > 0;
    showHands(hands.map(({ person, at }) => ({ key: person, number: person, person: people[person], at })));
    floor.hidden = !speaking.length;
    showFloor(speaking.map((number) => ({ key: number, number, person: people[number] })));
  });
  room.on("state", render);
  setInterval(render, TICK_MS);
}

function makeHand(room, root, number, person) {
  const made = copy(root, "hand");
  setText(made.parts.initials, person.initials);
  setText(made.parts.name, person.name);
  setText(made.parts.who, ` ${person.name}`);
  made.parts.call.addEventListener("click", () => room.send("floor", { person: number, on: true }));
  return made;
}
