// person: somebody was let in. Twin of live_classes/events/person.py.
import { without } from "../room/state.js";

export function reduce(state, event) {
  const { number } = event.data;
  state.people[number] = { ...event.data, admission: "admitted" };
  state.waiting = without(state.waiting, number);
}
