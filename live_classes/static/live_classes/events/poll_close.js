// poll_close {poll, counts?, key?}: nobody can choose any more. Twin of live_classes/events/poll_close.py.
import { showResults } from "../room/state.js";

export function reduce(state, event) {
  const poll = state.polls[event.data.poll];
  if (!poll) return;
  poll.open = false;
  if (event.data.counts) showResults(poll, event);
}
