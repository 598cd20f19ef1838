// The state of a room: what its log says so far. Twin of live_classes/events/state.py.

export const CHAT_KEPT = 200; // messages in a state; older ones are in the log

/** Return the state before the first event. */
export function newState() {
  return {
    phase: "open",
    people: {},
    waiting: [],
    locked: false,
    chatMode: "open",
    chat: [],
    questions: [],
    hands: [],
    reactions: {},
    floor: [],
    pens: [],
    decks: {},
    slide: null,
    boards: {},
    polls: {},
    timer: null,
    groups: null,
    files: [],
    recording: "off",
    streams: {},
  };
}

/** Return the index of the group a participant is in while groups are open, else -1. */
export function groupOf(state, number) {
  return state.groups ? state.groups.numbers.findIndex((numbers) => numbers.includes(number)) : -1;
}
