// deck {file, name, pages, bytes}: slides are brought into the room. Twin of live_classes/events/deck.py.

export function reduce(state, event) {
  const { file, ...deck } = event.data;
  state.decks[file] = deck;
}
