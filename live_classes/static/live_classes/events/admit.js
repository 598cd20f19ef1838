// admit {person, on}: the answer to one who waits. Twin of live_classes/events/admit.py.
import { without } from "../room/state.js";

export function reduce(state, event) {
  const { person, on } = event.data;
  state.waiting = without(state.waiting, person);
  if (!on && state.people[person]) state.people[person].admission = "refused";
}
