// restore {deck, page, items}: who erased something brings it back. Twin of live_classes/events/restore.py.
import { boardKey } from "../room/state.js";

export function reduce(state, event) {
  for (const item of state.boards[boardKey(event.data)] ?? []) {
    if (event.data.items.includes(item.seq)) item.erased = null;
  }
}
