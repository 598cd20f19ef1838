// Sends what waits in a WorkStore, a little at a time, and tries again until the server has it.
const BATCH = 50;
const BATCH_BYTES = 48_000; // in all; what is sent while a page goes may not exceed 64 KB
const GATHER_MS = 2000;
const STATE_MS = 5000; // a place changes with every tap: the last one in so long is sent
const FIRST_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 300_000;
const CLOSED_MS = 3_600_000;
const KEPT_MS = 60 * 86_400_000; // of work the server has refused all the time, as in a lesson taken away

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] || "";
const bytes = (value) => new Blob([JSON.stringify(value)]).size;

export class WorkSender {
  constructor(person, store, say) {
    this.person = person;
    this.store = store;
    this.say = say; // (address, word): saved, sending, waiting, full, closed, signedout
    this.closedUntil = new Map();
    this.parting = new Set(); // sent while the page was going: a page tells twice that it goes
    this.failures = 0;
    this.mostAtOnce = BATCH;
    addEventListener("online", () => { this.failures = 0; this.soon(0); });
    addEventListener("pagehide", () => this.run({ isLeaving: true }));
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.run({ isLeaving: true });
      else this.parting.clear();
    });
  }

  /** Send in so many milliseconds; a sooner time that is set already stays. */
  soon(ms = GATHER_MS) {
    const due = Date.now() + ms;
    if (this.due && this.due <= due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => this.run(), ms);
  }

  stateChanged() {
    this.soon(STATE_MS);
  }

  /** Send all that waits; one request after the other, but all at once when the page is about to go. */
  async run({ isLeaving = false } = {}) {
    clearTimeout(this.timer);
    this.due = 0;
    if (isLeaving) return Promise.all(this.#jobs(this.parting).map((job) => job(true)));
    if (this.running) return this.running;
    this.running = this.#all().finally(() => { this.running = null; });
    return this.running;
  }

  async #all() {
    for (let jobs = this.#jobs(); jobs.length; jobs = this.#jobs()) {
      for (const job of jobs) {
        if (await job(false)) { this.failures = 0; continue; }
        this.failures += 1;
        const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.failures - 1));
        return this.soon(Math.max(pause * (0.75 + Math.random() / 2), this.askedPause || 0));
      }
    }
    return undefined;
  }

  /** What is to be sent now; each job tells whether it is settled (false: try again later). */
  #jobs(done = null) {
    const isOpen = (one) => {
      const name = one.statement?.id || `${one.address}${one.key}${one.at}`;
      if ((this.closedUntil.get(one.address) || 0) > Date.now() || done?.has(name)) return false;
      done?.add(name);
      return true;
    };
    const jobs = this.store.states().filter(isOpen).map((one) => (isLeaving) => this.#sendState(one, isLeaving));
    const waiting = this.store.statements().filter(isOpen);
    for (const address of new Set(waiting.map((one) => one.address))) {
      const batch = [];
      let size = 0;
      for (const one of waiting.filter((other) => other.address === address)) {
        size += bytes(one.statement);
        if (batch.length && (batch.length >= this.mostAtOnce || size > BATCH_BYTES)) break;
        batch.push(one);
      }
      jobs.push((isLeaving) => this.#sendStatements(address, batch, isLeaving));
    }
    return jobs;
  }

  async #sendState(one, isLeaving) {
    const address = `${one.address}states/${encodeKey(one.key)}/`;
    const headers = { "X-Age-Seconds": Math.max(0, (Date.now() - one.at) / 1000).toFixed(1) };
    const answer = await this.#ask(one.address, "PUT", address, one.value, headers, isLeaving);
    // A place that the server can't take (too long) is no reason to hold up all others.
    const isSettled = answer.ok || [400, 409, 413].includes(answer.status);
    if (isSettled) this.store.dropState(one);
    return this.#settled(one.address, answer, isSettled, [one]);
  }

  async #sendStatements(address, batch, isLeaving) {
    const told = batch.map((one) => one.statement);
    const answer = await this.#ask(address, "POST", `${address}statements/`, told, {}, isLeaving);
    if (answer.ok) {
      this.store.dropStatements(told.map((one) => one.id));
      this.mostAtOnce = BATCH;
    } else if ([400, 409, 413].includes(answer.status)) {
      // All or none: what was refused is left out, the others go again at once.
      const place = Number.isInteger(answer.body.index) ? answer.body.index : batch.length === 1 ? 0 : -1;
      if (place >= 0) this.store.dropStatements([told[place].id]);
      else this.mostAtOnce = 1;
      return true;
    }
    return this.#settled(address, answer, answer.ok, batch);
  }

  #settled(address, answer, isSettled, items) {
    if (isSettled) {
      this.#tell(address);
    } else if (answer.status === 404) {
      // Taken away, or not any more for this pupil: it may come back, and the work is not thrown away at once.
      this.closedUntil.set(address, Date.now() + CLOSED_MS);
      this.say(address, "closed");
      for (const one of items.filter((item) => Date.now() - item.at > KEPT_MS)) {
        if (one.statement) this.store.dropStatements([one.statement.id]);
        else this.store.dropState(one);
      }
      return true;
    } else {
      this.say(address, answer.status === 401 || answer.status === 403 ? "signedout" : this.store.isSafe ? "waiting" : "full");
    }
    return isSettled;
  }

  #tell(address) {
    const waits = [...this.store.states(address), ...this.store.statements().filter((one) => one.address === address)];
    this.say(address, waits.length ? "sending" : "saved");
  }

  async #ask(work, method, address, value, more, isLeaving) {
    this.say(work, "sending");
    this.abort ||= new AbortController();
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token(), "X-Person": this.person, ...more };
    this.askedPause = 0;
    try {
      const answer = await fetch(address, {
        method, headers, body: JSON.stringify(value ?? null), keepalive: isLeaving, signal: this.abort.signal,
      });
      this.askedPause = Number(answer.headers.get("Retry-After")) * 1000 || 0;
      const body = answer.ok ? {} : await answer.json().catch(() => ({}));
      return { ok: answer.ok, status: answer.status, body };
    } catch {
      return { ok: false, status: 0, body: {} };
    }
  }

  /** Let go of what is under way: the pupil begins anew. */
  stop() {
    this.abort?.abort();
    this.abort = null;
  }
}

export const encodeKey = (key) => key.split("/").map(encodeURIComponent).join("/");
