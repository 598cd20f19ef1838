// board_clear {deck, page}: a page is wiped. Twin of live_classes/events/board_clear.py.
import { boardKey } from "../room/state.js";

export function reduce(state, event) {
  delete state.boards[boardKey(event.data)];
}
