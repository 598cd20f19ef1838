// Parts of the room that come when they are first needed: drawing, voice, the tools of who leads.
import { groupOf } from "./state.js";

/** Load a part by the address in a data attribute of the page and start it, once. */
export function partOf(room, root, name) {
  let started;
  return () => {
    const address = root.dataset[name];
    if (!address) return Promise.resolve(null);
    started ||= import(address).then((part) => (part.start(room, root), part));
    started.catch(() => { started = null; }); // the link failed: the next need asks again
    return started;
  };
}

/** Whether this person may draw now. */
export const mayDraw = (room) =>
  room.isLeading || room.state.pens.includes(room.number) || groupOf(room.state, room.number) >= 0;

export function startParts(room, root) {
  const draw = partOf(room, root, "draw");
  const lead = partOf(room, root, "lead");
  room.on("state", () => {
    if (mayDraw(room)) draw().catch(() => {});
    if (room.isLeading) lead().catch(() => {});
  });
}
