// How much voice costs the sender's link, in steps; goes down at once and up with patience. Pure.

export const STEPS = [
  { name: "clear", kbps: 24, frameMs: 60 },
  { name: "usual", kbps: 16, frameMs: 60 },
  { name: "thrifty", kbps: 12, frameMs: 120 },
];
export const USUAL = 1;
const WINDOW_MS = 4000;
const TROUBLE_SHARE = 0.08; // of frames that the link could not take
const FIRST_PATIENCE_MS = 30_000;
const LONGEST_PATIENCE_MS = 300_000;
const FAST_RTT_MS = 400; // better voice is tried only where answers come this fast

export class Ladder {
  step = USUAL;
  #manual = null;
  #since = null;
  #patience = FIRST_PATIENCE_MS;
  #frames = []; // [moment, was it dropped]

  /** Hold one step (0 to 2), or choose by the link again (null). */
  choose(step) {
    this.#manual = step;
    this.step = step ?? USUAL;
    this.#since = null;
    this.#frames = [];
  }

  get isAutomatic() { return this.#manual === null; }

  /** Note a frame that was sent or dropped; returns true when the step has changed. */
  note(isDropped, now, rttMs = 0) {
    if (this.#manual !== null) return false;
    this.#since ??= now;
    this.#frames.push([now, isDropped]);
    while (this.#frames[0][0] < now - WINDOW_MS) this.#frames.shift();
    const dropped = this.#frames.filter(([, gone]) => gone).length;
    if (dropped > 2 && dropped / this.#frames.length > TROUBLE_SHARE) return this.#down(now);
    const isTime = now - this.#since > this.#patience;
    return isTime && !dropped && rttMs < FAST_RTT_MS ? this.#up(now) : false;
  }

  #down(now) {
    if (this.step < STEPS.length - 1) this.#patience = Math.min(this.#patience * 2, LONGEST_PATIENCE_MS);
    return this.#go(Math.min(this.step + 1, STEPS.length - 1), now);
  }

  #up(now) {
    return this.#go(Math.max(this.step - 1, 0), now);
  }

  #go(step, now) {
    const isNew = step !== this.step;
    this.step = step;
    this.#since = now;
    this.#frames = [];
    return isNew;
  }
}
