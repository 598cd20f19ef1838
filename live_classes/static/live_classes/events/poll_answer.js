// poll_answer {poll, option}: the last answer of a person holds. Twin of live_classes/events/poll_answer.py.

export function reduce(state, event) {
  const poll = state.polls[event.data.poll];
  if (poll) poll.answers[event.by] = event.data.option;
}
