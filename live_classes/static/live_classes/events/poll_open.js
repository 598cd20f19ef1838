// poll_open: a question to the class; it closes the one before. Twin of live_classes/events/poll_open.py.
import { POLLS_KEPT } from "../room/state.js";

export function reduce(state, event) {
  const { question, options, isQuiz, seconds, results } = event.data;
  for (const poll of Object.values(state.polls)) poll.open = false;
  state.polls[event.seq] = {
    seq: event.seq,
    at: event.at,
    question,
    options: [...options],
    isQuiz,
    results,
    endsAt: seconds === null ? null : event.at + seconds * 1000,
    open: true,
    answers: {},
    key: null,
    shown: null,
  };
  const seqs = Object.keys(state.polls).map(Number).sort((one, other) => one - other);
  for (const seq of seqs.slice(0, -POLLS_KEPT)) delete state.polls[seq];
}
