// timer {seconds, label}: all see the same time run out; no seconds: no timer. Twin of live_classes/events/timer.py.

export function reduce(state, event) {
  const { seconds, label } = event.data;
  state.timer = seconds ? { endsAt: event.at + seconds * 1000, label } : null;
}
