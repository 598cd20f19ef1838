// groups_close {}: the class is together again. Twin of live_classes/events/groups_close.py.

export function reduce(state) {
  state.groups = null;
}
