// Which level suits the link: down after some bad looks in a row, up again after many good ones. Pure, so it can be tested.
const BAD = { rtt: 2500, lag: 3000, lost: 0.2 };
const GOOD = { rtt: 900, lag: 1200, lost: 0.05 };
const DOWN_AFTER = 3;
const UP_AFTER = 6;
const PATIENCE_MS = 30_000; // before trying the higher level again; doubled each time it did not hold
const LONGEST_PATIENCE_MS = 300_000;
const INSISTED_MS = 300_000; // «Bật lại»: hands off for so long

export class Advisor {
  constructor(wanted) {
    Object.assign(this, { wanted, level: wanted, bad: 0, good: 0, bars: 0, patienceMs: PATIENCE_MS, notBefore: 0, upAt: -Infinity });
  }

  /** The person chose a level. */
  choose(level, now) {
    this.wanted = level;
    this.insist(now);
  }

  /** The person wants the chosen level although the link is weak. */
  insist(now) {
    Object.assign(this, { level: this.wanted, bad: 0, good: 0, insistedUntil: now + INSISTED_MS });
  }

  /** A drop counts as a bad look. */
  dropped() {
    this.bad++;
    this.good = 0;
  }

  /** Look at the link; returns the level that suits it. */
  look({ rtt, lag, lost }, now) {
    const isBad = rtt > BAD.rtt || lag > BAD.lag || lost > BAD.lost;
    const isGood = rtt < GOOD.rtt && lag < GOOD.lag && lost < GOOD.lost;
    this.bars = isBad ? 1 : isGood ? (rtt < 250 ? 4 : 3) : 2;
    this.bad = isBad ? this.bad + 1 : isGood ? 0 : this.bad;
    this.good = isGood ? this.good + 1 : 0;
    if (now < (this.insistedUntil ?? -Infinity)) return this.level;
    if (this.bad >= DOWN_AFTER && this.level > 0) this.down(now);
    else if (this.good >= UP_AFTER && this.level < this.wanted && now >= this.notBefore) this.up(now);
    return this.level;
  }

  down(now) {
    const didNotHold = now - this.upAt < LONGEST_PATIENCE_MS;
    this.patienceMs = didNotHold ? Math.min(this.patienceMs * 2, LONGEST_PATIENCE_MS) : PATIENCE_MS;
    Object.assign(this, { level: this.level - 1, bad: 0, good: 0, notBefore: now + this.patienceMs });
  }

  up(now) {
    Object.assign(this, { level: this.level + 1, good: 0, upAt: now });
  }
}
