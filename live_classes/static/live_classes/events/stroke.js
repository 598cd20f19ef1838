// stroke: an item of a page, unless the page is of a group that has been dissolved since.
// Twin of live_classes/events/stroke.py.
import { boardKey, isGroupDeck } from "../room/state.js";

export function reduce(state, event) {
  const { deck, page, ...figure } = event.data;
  if (isGroupDeck(deck) && event.seq < state.groupsSeq) return;
  const key = boardKey({ deck, page });
  state.boards[key] ??= [];
  state.boards[key].push({ seq: event.seq, by: event.by, ...figure, erased: null });
}
