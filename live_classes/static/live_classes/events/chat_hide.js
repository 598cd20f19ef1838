// chat_hide {seq}: a message is taken out of sight; staff still read it. Twin of live_classes/events/chat_hide.py.
import { itemOf } from "../room/state.js";

export function reduce(state, event) {
  state.hidden.push(event.data.seq);
  const message = itemOf(state.chat, event.data.seq);
  if (!message) return;
  message.hidden = true;
  if (!state.forStaff) message.text = "";
}
