// The state of a room: what its log says so far. Twin of live_classes/events/state.py.

export const CHAT_KEPT = 200; // messages in a state; older ones are in the log
export const QUESTIONS_KEPT = 200;
export const POLLS_KEPT = 40;
export const ERASED_KEPT = 50; // of a page, so that they can come back

/** Return the state before the first event; who leads the room keeps what is hidden from the others. */
export function newState({ forStaff = false } = {}) {
  return {
    forStaff,
    phase: "open",
    people: {},
    waiting: [],
    locked: false,
    chatMode: "open",
    chat: [],
    hidden: [],
    questions: [],
    hands: [],
    reactions: {},
    reactionsSeq: 0,
    floor: [],
    pens: [],
    decks: {},
    slide: null,
    boards: {},
    polls: {},
    timer: null,
    groups: null,
    groupsSeq: 0,
    files: [],
    recording: "off",
    streams: {},
  };
}

/** Return the index of the group a participant is in while groups are open, else -1. */
export function groupOf(state, number) {
  return state.groups ? state.groups.numbers.findIndex((numbers) => numbers.includes(number)) : -1;
}

/** Return whether the pages of a deck belong to a breakout group. */
export function isGroupDeck(deck) {
  return deck.startsWith("group-");
}

/** Return the key of a page in `boards`. */
export function boardKey({ deck, page }) {
  return `${deck}:${page}`;
}

/** Return the item that came with an event. */
export function itemOf(items, seq) {
  return items.find((item) => item.seq === seq);
}

/** Return a question that nobody has answered yet, without who asked it. */
export function newQuestion(seq, at, text) {
  return { seq, by: null, at, text, answer: null, answeredBy: null, answerSeq: 0, shared: false };
}

/** Put an item in its place by `seq`, also when it comes late, and drop the oldest beyond the limit. */
export function keepNewest(items, item, limit) {
  let place = items.length;
  while (place && items[place - 1].seq > item.seq) place -= 1;
  items.splice(place, 0, item);
  if (items.length > limit) items.splice(0, items.length - limit);
}

/** Return a list of numbers without one of them. */
export function without(numbers, number) {
  return numbers.filter((other) => other !== number);
}

/** Return a list of numbers in which a number is, once, or not. */
export function withMember(numbers, number, isIn) {
  if (!isIn) return without(numbers, number);
  return numbers.includes(number) ? numbers : [...numbers, number];
}

/** Take a person out of the queue of hands. */
export function lowerHand(state, person) {
  state.hands = state.hands.filter((hand) => hand.person !== person);
}

/** Show what an event says of the results of a poll. */
export function showResults(poll, event) {
  poll.shown = { at: event.at, counts: event.data.counts, key: event.data.key ?? null };
}
