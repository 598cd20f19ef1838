// Sending one file: parts in flight, retries, pauses, the wait for the check. No page elements here.
import { fingerprint, hashFile, randomUuid } from "./hashing.js";
import { pause, Refused, Unreachable } from "./upload_api.js";

const IN_FLIGHT = 2;
const ADDRESSES = 20;
const LONGEST_WAIT_MS = 60_000;
const OFFLINE_WAIT_MS = 3_600_000;

/** One file on its way. `onChange(upload)` is called whenever something shown has changed. */
export class FileUpload {
  state = "waiting"; // starting, sending, paused, offline, retrying, checking, stored, refused, stopped
  row = null; // what the server knows
  sentBytes = 0;
  problem = null;
  #flying = new Map();
  #hash = null;
  #abort = new AbortController();

  constructor(file, api, { hasher, kbps, onChange, onTransfer }) {
    Object.assign(this, { file, api, hasher, kbps, onChange, onTransfer });
  }

  get doneBytes() {
    return Math.min(this.file.size, this.sentBytes + [...this.#flying.values()].reduce((sum, bytes) => sum + bytes, 0));
  }

  #say(state, values = {}) {
    Object.assign(this, { state, ...values });
    this.onChange(this);
  }

  /** Send until stored, refused, paused or cancelled. `unfinished` are the server's rows to go on from. */
  async run(unfinished = []) {
    const { signal } = (this.#abort = new AbortController());
    try {
      this.#say("starting", { problem: null });
      await this.#begin(unfinished, signal);
      this.#hash ??= hashFile(this.file, this.hasher);
      this.#hash.catch(() => { this.#hash = null; });
      if (this.row.state === "receiving") await this.#sendAll(signal);
      await this.#finish(signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Refused) this.#say(error.body.code ? "refused" : "stopped", { problem: error });
      else this.#say("stopped", { problem: error });
    }
  }

  pause() {
    this.#abort.abort();
    this.#flying.clear();
    this.#say("paused");
  }

  async cancel() {
    this.#abort.abort();
    if (this.row) await this.api.call("DELETE", `${this.row.uuid}/`).catch(() => {});
  }

  /** Try until the server answers; the link may be gone for hours. */
  async #insist(step, signal) {
    for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        return await step();
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        if (navigator.onLine) this.#say("retrying", { waitMs: wait });
        else this.#say("offline");
        await pause(navigator.onLine ? wait : OFFLINE_WAIT_MS, signal);
      }
    }
  }

  async #begin(unfinished, signal) {
    if (this.row) {
      this.row = await this.#insist(() => this.api.call("GET", `${this.row.uuid}/`, null, signal), signal);
    } else {
      const mark = await fingerprint(this.file, this.hasher);
      const known = unfinished.find((row) => row.fingerprint === mark && row.size_bytes === this.file.size);
      const wanted = { uuid: randomUuid(), name: this.file.name, size_bytes: this.file.size, fingerprint: mark };
      if (this.kbps) wanted.link_kbps = Math.max(1, Math.round(this.kbps));
      if (known) unfinished.splice(unfinished.indexOf(known), 1);
      this.row = known || (await this.#insist(() => this.api.call("POST", "", wanted, signal), signal));
    }
    this.#count();
  }

  #count() {
    this.sentBytes = this.row.received.reduce((sum, number) => sum + this.#part(number).size, 0);
    this.#say("sending");
  }

  #part(number) {
    const start = (number - 1) * this.row.part_size_bytes;
    return this.file.slice(start, start + this.row.part_size_bytes);
  }

  async #sendAll(signal) {
    const received = new Set(this.row.received);
    const missing = [...Array(this.row.parts_count).keys()].map((index) => index + 1).filter((n) => !received.has(n));
    for (let start = 0; start < missing.length; start += ADDRESSES) {
      const numbers = missing.slice(start, start + ADDRESSES);
      const parts = await this.#insist(() => this.api.call("POST", `${this.row.uuid}/part-urls/`, { numbers }, signal), signal);
      const lane = async () => {
        for (let part = parts.shift(); part; part = parts.shift()) await this.#sendPart(part, signal);
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
    }
  }

  async #sendPart({ number, url }, signal) {
    try {
      await this.#put(number, url, signal);
    } catch (error) {
      if (error.status !== 403) throw error;
      // The address was signed hours ago: ask for a fresh one, once. (If it is the session that ended, this tells.)
      const [fresh] = await this.api.call("POST", `${this.row.uuid}/part-urls/`, { numbers: [number] }, signal);
      await this.#put(number, fresh.url, signal);
    }
  }

  async #put(number, url, signal) {
    const blob = this.#part(number);
    await this.#insist(async () => {
      const startedAt = performance.now();
      try {
        const onProgress = (bytes) => { this.#flying.set(number, Math.min(bytes, blob.size)); this.#say("sending"); };
        await this.api.put(url, blob, onProgress, signal);
      } finally {
        this.#flying.delete(number);
      }
      this.onTransfer(blob.size, performance.now() - startedAt, this.#flying.size + 1);
      this.sentBytes += blob.size;
      this.row.received.push(number);
      this.#say("sending");
    }, signal);
  }

  async #finish(signal) {
    const sha256 = await (this.#hash ??= hashFile(this.file, this.hasher));
    await this.#insist(() => this.#complete(sha256, signal), signal);
    for (let polls = 0; this.row.state === "checking"; polls += 1) {
      this.#say("checking");
      await pause(Math.min(1000 + polls * 500, 10_000), signal);
      // Completing again is harmless, and starts a check anew whose worker has died.
      const step = polls % 10 === 9 ? () => this.#complete(sha256, signal) : () => this.#look(signal);
      await this.#insist(step, signal);
    }
    if (this.row.state === "stored") return this.#say("stored");
    throw new Refused(200, this.row.refusal || { code: "cancelled", message: "" });
  }

  async #look(signal) {
    this.row = await this.api.call("GET", `${this.row.uuid}/`, null, signal);
  }

  async #complete(sha256, signal) {
    try {
      this.row = await this.api.call("POST", `${this.row.uuid}/complete/`, { sha256 }, signal);
    } catch (error) {
      if (error.body?.code !== "missing_parts") throw error;
      const missing = new Set(error.body.missing);
      this.row.received = this.row.received.filter((number) => !missing.has(number));
      this.#count();
      await this.#sendAll(signal);
      this.row = await this.api.call("POST", `${this.row.uuid}/complete/`, { sha256 }, signal);
    }
  }
}
