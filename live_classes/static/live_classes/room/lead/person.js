// What who leads can do for one person: call, give the pen, mute, ask to leave (after a second look).
import { filled, find, setText } from "../dom.js";
import { isLeadingRole } from "../people.js";

export function startPersonMenu(room, root, cells) {
  const dialog = find("#room-person", root);
  const sure = find("[data-sure]", dialog);
  const link = find("[data-link]", dialog);
  let number;

  root.addEventListener("person-menu", ({ detail }) => {
    number = detail;
    const person = room.state.people[number];
    setText(find("[data-name]", dialog), person.name);
    sure.hidden = true;
    const cell = cells.get(number);
    link.hidden = !cell?.quality;
    if (cell) setText(link, filled(link.dataset.words, { rtt: cell.rtt, lag: (cell.lag / 1000).toLocaleString(document.documentElement.lang) }));
    const { floor, pens, hands } = room.state;
    const isLeading = isLeadingRole(person.role);
    const offered = {
      floor: !isLeading && !floor.includes(number),
      "floor-off": floor.includes(number),
      pen: !isLeading && !pens.includes(number),
      "pen-off": pens.includes(number),
      "hand-off": hands.some((hand) => hand.person === number),
      remove: !isLeading,
    };
    for (const [act, isOffered] of Object.entries(offered)) find(`[data-act=${act}]`, dialog).hidden = !isOffered;
    dialog.showModal();
  });

  dialog.addEventListener("click", ({ target }) => {
    const act = target.closest("[data-act]")?.dataset.act;
    if (!act) return;
    if (act === "remove" || act === "remove-not") {
      sure.hidden = act === "remove-not";
      if (act === "remove") find("[data-act=remove-not]", sure).focus();
      return;
    }
    const [kind, off] = act.split("-");
    if (act === "remove-sure") room.send("remove", { person: number });
    else if (kind === "hand") room.send("hand", { up: false, person: number });
    else room.send(kind, { person: number, on: off !== "off" });
    dialog.close();
  });
}
