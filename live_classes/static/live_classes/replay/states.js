// The state of the room at any moment, folded from the log; going back starts from a copy kept on the way. Pure.
import { reduceEvent } from "../events/index.js";
import { newState } from "../room/state.js";

const COPY_EACH = 400;

export class States {
  #copies = []; // {next, state}, at every 400 events
  #next = 0; // index of the first event that is not in the state
  #state;

  constructor(events, { forStaff = false } = {}) {
    this.events = events;
    this.#state = newState({ forStaff });
    this.#copies.push({ next: 0, state: structuredClone(this.#state) });
  }

  /** Return the state at a moment; it is good until the next call. */
  at(ms) {
    const wanted = this.#countUntil(ms);
    if (wanted < this.#next) this.#goBack(wanted);
    while (this.#next < wanted) this.#step();
    return this.#state;
  }

  #countUntil(ms) {
    let [low, high] = [0, this.events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.events[middle].at <= ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #goBack(wanted) {
    const copy = this.#copies.findLast(({ next }) => next <= wanted);
    this.#next = copy.next;
    this.#state = structuredClone(copy.state);
  }

  #step() {
    reduceEvent(this.#state, this.events[this.#next]);
    this.#next += 1;
    if (this.#next % COPY_EACH || this.#copies.at(-1).next >= this.#next) return;
    this.#copies.push({ next: this.#next, state: structuredClone(this.#state) });
  }
}
