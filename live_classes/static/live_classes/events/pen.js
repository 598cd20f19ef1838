// pen {person, on}: somebody may draw, or no longer. Twin of live_classes/events/pen.py.
import { withMember } from "../room/state.js";

export function reduce(state, event) {
  state.pens = withMember(state.pens, event.data.person, event.data.on);
}
