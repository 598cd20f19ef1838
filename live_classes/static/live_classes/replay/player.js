// Plays a class: one clock leads stage, story, controls and voice.
import { keep, kept } from "../../elearn/device.js";
import { ReplayClock } from "./clock.js";

const TICK_MS = 200;
const KEPT_EACH_MS = 5000;
const NEAR_END_MS = 3000; // who saw it to the end begins anew

/** Where this device stopped, in milliseconds; 0 for a class that was not begun or was seen to its end. */
export function keptPosition(uuid, length) {
  const at = kept(`replay:${uuid}`)?.at || 0;
  return at < length - NEAR_END_MS ? at : 0;
}

export class Player {
  #stopAt = null;
  #keptAt = 0;

  /** `shown` are functions called at each tick with the position; `told` says a status: "", "loading", "over", "partOver". */
  constructor({ uuid, length, told, at = 0 }) {
    Object.assign(this, { uuid, told, sound: null, hasSound: false, shown: [] });
    this.clock = new ReplayClock({ length, now: () => performance.now(), at });
    setInterval(() => this.#tick(), TICK_MS);
    addEventListener("pagehide", () => this.#keep());
  }

  /** Hear the voice too; needs a tap before. */
  async setSound(isOn) {
    if (isOn && !this.sound) {
      this.sound = this.makeSound();
      await this.sound.start();
    }
    this.sound?.reset();
    this.hasSound = isOn;
    this.clock.follow(isOn ? this.sound.now : () => performance.now());
    this.clock.hold(false);
    this.#tick();
  }

  play() { this.clock.play(); this.#tick(); }

  pause() {
    this.clock.pause();
    this.sound?.reset();
    this.#keep();
    this.#tick();
  }

  toggle() {
    if (this.clock.isPlaying) this.pause();
    else this.play();
  }

  seek(ms) {
    this.#stopAt = null;
    this.clock.seek(ms);
    this.sound?.reset();
    this.told("");
    this.#tick();
  }

  /** Play from one moment to another, and stop there. */
  playPart(from, to) {
    this.seek(from);
    this.#stopAt = to;
    this.play();
  }

  setSpeed(speed) {
    this.clock.speed = speed;
    this.sound?.reset();
    this.#tick();
  }

  #tick() {
    const { clock } = this;
    if (clock.isPlaying) this.#goOn();
    for (const show of this.shown) show(clock.position);
  }

  #goOn() {
    const { clock } = this;
    if (this.hasSound) this.#hear();
    if (this.#stopAt !== null && clock.position >= this.#stopAt) {
      this.#stopAt = null;
      this.pause();
      this.told("partOver");
    } else if (clock.isOver) {
      this.pause();
      this.told("over");
    }
    if (clock.position - this.#keptAt > KEPT_EACH_MS || clock.position < this.#keptAt) this.#keep();
  }

  #hear() {
    const isHere = this.sound.has(this.clock.position);
    if (isHere === this.clock.isHeld) this.told(isHere ? "" : "loading");
    this.clock.hold(!isHere);
    if (isHere) this.sound.pump(this.clock);
  }

  #keep() {
    this.#keptAt = this.clock.position;
    keep(`replay:${this.uuid}`, { at: Math.round(this.#keptAt) });
  }
}
