// remove {person}: somebody is asked to leave; their rights end with it. Twin of live_classes/events/remove.py.
import { lowerHand, without } from "../room/state.js";

export function reduce(state, event) {
  const { person } = event.data;
  if (state.people[person]) state.people[person].admission = "removed";
  lowerHand(state, person);
  state.floor = without(state.floor, person);
  state.pens = without(state.pens, person);
}
