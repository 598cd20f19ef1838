// hand {up, person?}: a hand joins the end of the queue, or leaves it and gives back the floor.
// Twin of live_classes/events/hand.py.
import { lowerHand, without } from "../room/state.js";

export function reduce(state, event) {
  const { up, person = event.by } = event.data;
  if (!up) {
    lowerHand(state, person);
    state.floor = without(state.floor, person);
  } else if (!state.hands.some((hand) => hand.person === person)) {
    state.hands.push({ person, at: event.at });
  }
}
