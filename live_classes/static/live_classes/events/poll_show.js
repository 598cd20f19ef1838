// poll_show {poll, counts, key?}: the class sees how often each option was chosen so far.
// Twin of live_classes/events/poll_show.py.
import { showResults } from "../room/state.js";

export function reduce(state, event) {
  const poll = state.polls[event.data.poll];
  if (poll) showResults(poll, event);
}
