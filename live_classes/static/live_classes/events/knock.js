// knock: somebody waits to be let in. Twin of live_classes/events/knock.py.
import { withMember } from "../room/state.js";

export function reduce(state, event) {
  const { number } = event.data;
  state.people[number] = { ...event.data, role: "guest", admission: "waiting" };
  state.waiting = withMember(state.waiting, number, true);
}
