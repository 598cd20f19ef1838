// chat {text, group?}: a message to the class or a group; one that was hidden stays so, whichever comes first.
// Twin of live_classes/events/chat.py.
import { CHAT_KEPT, keepNewest } from "../room/state.js";

export function reduce(state, event) {
  const hidden = state.hidden.includes(event.seq);
  const text = state.forStaff || !hidden ? event.data.text : "";
  const message = { seq: event.seq, by: event.by, at: event.at, text, hidden, group: event.data.group ?? null };
  keepNewest(state.chat, message, CHAT_KEPT);
}
