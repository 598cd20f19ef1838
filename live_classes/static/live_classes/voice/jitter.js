// Evens out what the network delivers unevenly. Pure: the worklet feeds it with decoded sound and asks it for samples.
//
// Time is the sender's: a block says at which millisecond of the class it was taken. Sound waits until `targetMs` of it
// are there; what comes later than can be made up for is thrown away; where too much waits, silence is skipped first.

const RATE = 48; // samples a millisecond
const MIN_TARGET_MS = 120;
const MAX_TARGET_MS = 300;
const SLACK_MS = 500; // above the target the listener is brought nearer to what is said now
const JOIN_MS = 200; // a gap is heard as silence of this length at most
const MEMORY = 200; // blocks that tell how uneven the network is: 12 s
const RESTART_MS = 1500; // all too late for so long: no burst after a cut, the way has become longer
const QUIET = 0.008; // RMS of what may be skipped

const rms = (samples) => Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);

export class JitterBuffer {
  targetMs = MIN_TARGET_MS;
  underruns = 0; // times at which the listener had to wait in the middle of speech
  lateBlocks = 0;
  skippedMs = 0;
  #blocks = []; // {starts, ends, samples, isQuiet}, in order of the sender's time
  #playhead = 0; // sender's time of the next sample
  #isWaiting = true;
  #waitsSince = 0;
  #wasStarved = false; // the last block ended and none followed
  #transits = []; // how long blocks took, against the fastest
  #lateSince = null;

  /** Sound that waits, in milliseconds. */
  get depthMs() {
    const last = this.#blocks.at(-1);
    return last ? last.ends - Math.max(this.#isWaiting ? this.#blocks[0].starts : this.#playhead, 0) : 0;
  }

  /** Sender's time that is being played, or null while nothing is. */
  get playheadMs() {
    return this.#isWaiting ? null : this.#playhead;
  }

  /** Take a block of mono sound at 48 kHz; `now` is any clock in milliseconds. False: it came too late. */
  push({ mediaMs, samples, isAfterSilence = false }, now) {
    const ends = mediaMs + samples.length / RATE;
    const age = this.#noteTransit(now - ends);
    if (this.#isTooLate(mediaMs, age, now)) return false;
    if (this.#wasStarved && !isAfterSilence) this.underruns += 1;
    this.#wasStarved = false;
    if (!this.#blocks.length && this.#isWaiting) this.#waitsSince = now;
    this.#insert({ starts: mediaMs, ends, samples, isQuiet: rms(samples) < QUIET });
    return true;
  }

  #noteTransit(transit) {
    this.#transits.push(transit);
    if (this.#transits.length > MEMORY) this.#transits.shift();
    const fastest = Math.min(...this.#transits);
    const sorted = this.#transits.map((value) => value - fastest).sort((a, b) => a - b);
    const usual = sorted[Math.floor((sorted.length - 1) * 0.95)];
    this.targetMs = Math.min(MAX_TARGET_MS, Math.max(MIN_TARGET_MS, usual + 60));
    return transit - fastest;
  }

  #isTooLate(mediaMs, age, now) {
    const isPast = !this.#isWaiting && mediaMs < this.#playhead;
    const isOld = age > this.targetMs + SLACK_MS;
    if (!isPast && !isOld) {
      this.#lateSince = null;
      return false;
    }
    this.#lateSince ??= now;
    if (now - this.#lateSince < RESTART_MS) {
      this.lateBlocks += 1;
      return true;
    }
    this.restart();
    return false;
  }

  /** Forget all that waits and how the network was. */
  restart() {
    this.#blocks = [];
    this.#transits = [];
    this.#isWaiting = true;
    this.#wasStarved = false;
    this.#lateSince = null;
  }

  #insert(block) {
    let at = this.#blocks.length;
    while (at && this.#blocks[at - 1].starts > block.starts) at -= 1;
    if (this.#blocks[at - 1]?.starts !== block.starts) this.#blocks.splice(at, 0, block);
    if (this.#blocks.length > MEMORY) this.#blocks.shift(); // nobody asks for samples: the audio thread sleeps
  }

  /** Add samples to `output`; returns whether any sound was there. */
  pull(output, now) {
    if (this.#isWaiting && !this.#start(now)) return false;
    this.#catchUp();
    let filled = 0;
    while (filled < output.length && this.#blocks.length) filled += this.#copy(output, filled);
    if (!this.#blocks.length) {
      this.#isWaiting = true;
      this.#wasStarved = true;
    }
    return true;
  }

  #start(now) {
    if (!this.#blocks.length) return false;
    if (this.depthMs < this.targetMs && now - this.#waitsSince < this.targetMs) return false;
    this.#isWaiting = false;
    this.#playhead = this.#blocks[0].starts;
    return true;
  }

  #catchUp() {
    while (this.#blocks.length > 1 && this.depthMs > this.targetMs + SLACK_MS) {
      const quiet = this.#blocks.findIndex((block) => block.isQuiet);
      this.#drop(Math.max(quiet, 0));
    }
    // A little too far behind: what is silent may go.
    while (this.#blocks.length > 2 && this.#blocks[0].isQuiet && this.depthMs > this.targetMs + 120) this.#drop(0);
  }

  #drop(index) {
    const [gone] = this.#blocks.splice(index, 1);
    const length = gone.ends - Math.max(gone.starts, this.#playhead);
    this.skippedMs += length;
    // Those before it are moved up to where it ended, so that time stays without a hole.
    for (const block of this.#blocks.slice(0, index)) {
      block.starts += length;
      block.ends += length;
    }
    this.#playhead += length;
  }

  #copy(output, from) {
    const block = this.#blocks[0];
    const gapMs = Math.min(block.starts - this.#playhead, JOIN_MS);
    if (gapMs > 0.5 / RATE) {
      if (block.starts - this.#playhead > JOIN_MS) this.#playhead = block.starts - JOIN_MS;
      const silent = Math.min(output.length - from, Math.max(1, Math.round(gapMs * RATE)));
      this.#playhead += silent / RATE;
      return silent;
    }
    const at = Math.max(0, Math.round((this.#playhead - block.starts) * RATE));
    const count = Math.min(output.length - from, block.samples.length - at);
    for (let i = 0; i < count; i += 1) output[from + i] += block.samples[at + i];
    this.#playhead += Math.max(count, 0) / RATE;
    if (at + count >= block.samples.length) this.#blocks.shift();
    return Math.max(count, 0);
  }
}
