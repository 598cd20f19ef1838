// poll_key {poll, option}: the right answer of a quiz. Twin of live_classes/events/poll_key.py.

export function reduce(state, event) {
  const poll = state.polls[event.data.poll];
  if (poll) poll.key = event.data.option;
}
