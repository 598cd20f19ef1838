// chat {text}: a message to the class or the own group. Twin of live_classes/events/chat.py.
import { CHAT_KEPT } from "../room/state.js";

export function reduce(state, event) {
  state.chat.push({ seq: event.seq, by: event.by, at: event.at, hidden: false, group: null, ...event.data });
  if (state.chat.length > CHAT_KEPT) state.chat.splice(0, state.chat.length - CHAT_KEPT);
}
