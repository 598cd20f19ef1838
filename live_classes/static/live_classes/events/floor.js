// floor {person, on}: somebody may speak, which answers the hand, or no longer. Twin of live_classes/events/floor.py.
import { lowerHand, withMember } from "../room/state.js";

export function reduce(state, event) {
  const { person, on } = event.data;
  state.floor = withMember(state.floor, person, on);
  if (on) lowerHand(state, person);
}
