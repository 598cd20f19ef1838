// slide {deck, page}: what the class looks at. Twin of live_classes/events/slide.py.

export function reduce(state, event) {
  state.slide = { ...event.data };
}
