// chat_mode {mode}: who may write. Twin of live_classes/events/chat_mode.py.

export function reduce(state, event) {
  state.chatMode = event.data.mode;
}
