// lock {on}: nobody new comes in. Twin of live_classes/events/lock.py.

export function reduce(state, event) {
  state.locked = event.data.on;
}
