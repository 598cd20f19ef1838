// The clock of a replay: where it is, how fast it goes, whether it waits. Pure: any source of time will do.

export const SPEEDS = [0.75, 1, 1.25, 1.5, 2];

export class ReplayClock {
  #base = 0; // position at `#since`
  #since = 0;
  #speed = 1;

  /** `length` in milliseconds; `now()` in milliseconds of any clock. */
  constructor({ length, now, at = 0 }) {
    Object.assign(this, { length, now, isPlaying: false, isHeld: false });
    this.#base = this.#within(at);
    this.#since = now();
  }

  #within(ms) {
    return Math.min(Math.max(0, Number.isFinite(ms) ? ms : 0), this.length);
  }

  get isRunning() { return this.isPlaying && !this.isHeld; }

  /** Milliseconds of the class that are shown now. */
  get position() {
    return this.#within(this.#base + (this.isRunning ? (this.now() - this.#since) * this.#speed : 0));
  }

  get isOver() { return this.position >= this.length; }
  get speed() { return this.#speed; }

  set speed(value) {
    if (!SPEEDS.includes(value)) return;
    this.#settle();
    this.#speed = value;
  }

  /** Moment of the source of time at which a position is reached, if nothing changes. */
  whenOf(ms) {
    return this.#since + (ms - this.#base) / this.#speed;
  }

  play() {
    if (this.isOver) this.#base = 0; // from the beginning again
    this.#settle();
    this.isPlaying = true;
  }

  pause() {
    this.#settle();
    this.isPlaying = false;
  }

  /** Wait for data, or go on; playing or not stays as it is. */
  hold(isHeld) {
    if (isHeld === this.isHeld) return;
    this.#settle();
    this.isHeld = isHeld;
  }

  seek(ms) {
    this.#base = this.#within(ms);
    this.#since = this.now();
  }

  /** Go on with another source of time (that of the sound card, once there is sound). */
  follow(now) {
    this.#settle();
    this.now = now;
    this.#since = now();
  }

  #settle() {
    this.#base = this.position;
    this.#since = this.now();
  }
}
