// groups_open {groups, minutes}: forms groups; what earlier groups drew is not for the new ones.
// Twin of live_classes/events/groups_open.py.
import { isGroupDeck } from "../room/state.js";

export function reduce(state, event) {
  const { groups, minutes } = event.data;
  const endsAt = minutes === null ? null : event.at + minutes * 60_000;
  state.groups = { numbers: groups.map((group) => [...group]), endsAt };
  state.groupsSeq = event.seq;
  for (const key of Object.keys(state.boards)) {
    if (isGroupDeck(key)) delete state.boards[key];
  }
}
