// Moments of the class clock for blocks of sound that come at uneven times but were taken at even ones.

const FOLLOW = 0.02; // of the difference, a block: sound cards and clocks drift apart slowly
const JUMP_MS = 250; // beyond this the microphone stood still

export class MediaClock {
  #next = null;

  /** Return the moment at which a block began; `now` is the class clock at its arrival. */
  place(now, blockMs) {
    const seen = now - blockMs;
    const expected = this.#next ?? seen;
    const difference = seen - expected;
    const starts = Math.abs(difference) > JUMP_MS ? seen : expected + difference * FOLLOW;
    this.#next = starts + blockMs;
    return starts;
  }
}
