// Who is in the room: names for the other parts, and the tab «Cả lớp».
import { copy, find, oncePerFrame, rows, setText } from "./dom.js";

const LEADING = new Set(["host", "teacher"]);
const collator = new Intl.Collator("vi");
const givenName = (name) => name.slice(name.lastIndexOf(" ") + 1);

/** Order by role, then by given name as class lists are. */
export const byName = (a, b) =>
  LEADING.has(b.role) - LEADING.has(a.role) || collator.compare(givenName(a.name), givenName(b.name)) || collator.compare(a.name, b.name);

/** A person of the room as others see them; somebody who is not to be known has no number. */
export function personOf(room, say, number) {
  const person = room.state.people[number];
  if (!person) return { name: say("someone"), initials: "?", role: "pupil" };
  return number === room.number ? { ...person, name: say("me") } : person;
}

export const isLeadingRole = (role) => LEADING.has(role);

/** Those who were let in, in the order of the list. */
export const admitted = (state) => Object.values(state.people).filter((person) => person.admission === "admitted").sort(byName);

export function startPeople(room, root, say) {
  const panel = find("#panel-people", root);
  const count = find("#tab-people [data-count]", root);
  const show = rows(
    find("[data-people]", panel),
    ({ person }) => {
      const made = copy(root, "person");
      made.parts.initials.classList.toggle("g", isLeadingRole(person.role));
      made.parts.menu?.addEventListener("click", () => root.dispatchEvent(new CustomEvent("person-menu", { detail: person.number })));
      return made;
    },
    ({ element, parts }, { person }) => {
      const { number, name, initials, role } = person;
      setText(parts.initials, initials);
      setText(parts.name, name);
      const isHere = room.present.has(number);
      element.classList.toggle("away", room.isLeading && !isHere);
      setText(parts.role, room.isLeading && !isHere ? `${say(role)} · ${say("away")}` : say(role));
      parts.hand.hidden = !room.state.hands.some((hand) => hand.person === number);
      parts.mic.hidden = !room.state.floor.includes(number);
      parts.pen.hidden = !room.state.pens.includes(number);
      if (parts.menu) setText(find(".sr", parts.menu), name);
    },
  );
  const render = oncePerFrame(() => {
    setText(count, room.presentCount ? String(room.presentCount) : "");
    setText(find("[data-people-count]", panel), say("here", { n: room.presentCount }));
    // Who is cut just now is the teacher's to know; the class sees who is there.
    const areNamed = room.present.size === room.presentCount;
    const seen = (person) => room.isLeading || !areNamed || room.present.has(person.number);
    if (!panel.hidden) show(admitted(room.state).filter(seen).map((person) => ({ key: person.number, person })));
  });
  room.on("state", render);
  room.on("presence", render);
  root.addEventListener("tab", render);
  render();
}
