// hands_down {}: all hands go down. Twin of live_classes/events/hands_down.py.

export function reduce(state) {
  state.hands = [];
}
