// Parts of the room in scripts of their own: the stage and small things at once, drawing and the desk of who leads when needed.
import { groupOf } from "./state.js";

/** Load a part by the address in a data attribute of the page and start it, once. */
export function partOf(room, root, name, ...more) {
  let started;
  return () => {
    const address = root.dataset[name];
    if (!address) return Promise.resolve(null);
    started ||= import(address).then((part) => (part.start(room, root, ...more), part));
    started.catch(() => { started = null; }); // the link failed: the next need asks again
    return started;
  };
}

/** Whether this person may draw now. */
export const mayDraw = (room) =>
  room.isLeading || room.state.pens.includes(room.number) || groupOf(room.state, room.number) >= 0;

export function startParts(room, root, tabs) {
  const slides = partOf(room, root, "slides");
  const more = partOf(room, root, "more", tabs);
  const draw = partOf(room, root, "draw");
  const lead = partOf(room, root, "lead");
  const later = () => {}; // the link failed: the next event tries again
  slides().catch(later);
  room.on("state", () => {
    more().catch(later);
    slides().then(() => mayDraw(room) && draw()).catch(later); // drawing needs the stage
    if (room.isLeading) lead().catch(later);
  });
}
