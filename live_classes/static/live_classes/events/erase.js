// erase {deck, page, items}: marks the items; those erased long ago go for good. Twin of live_classes/events/erase.py.
import { ERASED_KEPT, boardKey } from "../room/state.js";

export function reduce(state, event) {
  const key = boardKey(event.data);
  const page = state.boards[key] ?? [];
  for (const item of page) {
    if (event.data.items.includes(item.seq)) item.erased = { seq: event.seq, by: event.by };
  }
  const erased = page.filter((item) => item.erased);
  erased.sort((one, other) => one.erased.seq - other.erased.seq || one.seq - other.seq);
  const gone = erased.slice(0, -ERASED_KEPT);
  if (gone.length) state.boards[key] = page.filter((item) => !gone.includes(item));
}
