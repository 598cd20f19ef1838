// What is shown while a package loads: how far it may be, and how long it may still take, from its size and this link.
import { linkSpeed } from "../elearn/link.js";
import { duration } from "../elearn/words.js";

const ROUND_TRIPS = 3;
const NEARLY = 95; // per cent: the rest is only full when the package says so
const WORTH_SAYING = 3; // seconds

export class Waiting {
  constructor(place, { bytes, left }) {
    this.place = place;
    this.bytes = Number(bytes);
    this.left = left;
    this.timer = null;
  }

  begin() {
    const { kbps, rttMs } = linkSpeed();
    this.seconds = kbps ? (this.bytes * 8) / 1000 / kbps + (ROUND_TRIPS * rttMs) / 1000 : 0;
    this.startedAt = performance.now();
    this.place.hidden = false;
    clearInterval(this.timer);
    this.timer = setInterval(() => this.show(), 500);
    this.show();
  }

  show() {
    const words = this.place.querySelector("[data-time-left]");
    const bar = this.place.querySelector("[data-progress]");
    const elapsed = (performance.now() - this.startedAt) / 1000;
    const rest = this.seconds - elapsed;
    if (this.seconds) bar.value = Math.min(NEARLY, (100 * elapsed) / this.seconds);
    words.textContent = rest > WORTH_SAYING ? `${this.left} ${duration(rest)}` : "";
  }

  /** Stop; tell how many milliseconds it took. */
  end() {
    clearInterval(this.timer);
    this.place.hidden = true;
    return performance.now() - this.startedAt;
  }
}
