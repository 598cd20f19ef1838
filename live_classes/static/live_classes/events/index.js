// The registry of events: one file a kind, one line here. Twin of live_classes/events/__init__.py.
import { reduce as chat } from "./chat.js";

export const REDUCERS = { chat };

/** Change the state as an event says; kinds of a newer version are passed over. */
export function reduceEvent(state, event) {
  REDUCERS[event.type]?.(state, event);
}
