// recording {state}: whether what is said is kept. Twin of live_classes/events/recording.py.

export function reduce(state, event) {
  state.recording = event.data.state;
}
