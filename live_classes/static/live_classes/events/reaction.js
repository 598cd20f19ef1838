// reaction {mark}: the last mark of a person holds, unless all were cleared since.
// Twin of live_classes/events/reaction.py.

export function reduce(state, event) {
  if (event.seq < state.reactionsSeq) return;
  const { mark } = event.data;
  if (mark === null) delete state.reactions[event.by];
  else state.reactions[event.by] = { mark, at: event.at };
}
