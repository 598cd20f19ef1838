// stream {kind, on}: who leads shows a camera or a screen, or no longer. Twin of live_classes/events/stream.py.

export function reduce(state, event) {
  const { kind, on } = event.data;
  if (on) state.streams[kind] = event.by;
  else delete state.streams[kind];
}
