// reactions_clear {}: older reactions hold no longer, also where they come later.
// Twin of live_classes/events/reactions_clear.py.

export function reduce(state, event) {
  state.reactions = {};
  state.reactionsSeq = event.seq;
}
