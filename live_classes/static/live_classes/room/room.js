// A room as its page sees it: the state folded from events, what is on its way out, the class clock.
import { reduceEvent } from "../events/index.js";
import { keep, kept } from "../../elearn/device.js";
import { deviceId } from "./ids.js";
import { Outbox } from "./outbox.js";
import { RoomSocket } from "./socket.js";
import { newState } from "./state.js";

const MISSED_MS = 3000; // a shorter gap is bridged by the buffers
const REMEMBER_MS = 5000;

class Room {
  constructor(options) {
    Object.assign(this, { number: 0, role: "pupil", level: 1 }, options);
    Object.assign(this, { state: newState(), head: null, missed: [], present: new Set(), presentCount: 0 });
    Object.assign(this, { listeners: new Map(), offsetMs: 0, isConnected: false, lagMs: 0, lostShare: 0 }); // the last two are the voice's to set
    this.place = `${this.uuid}:${this.number}`;
    this.outbox = new Outbox(`live-event:${this.place}:`, (frame) => this.socket.send(frame), () => this.emit("pending", this.pending));
    this.socket = new RoomSocket({
      address: this.address,
      hello: () => this.hello(),
      freshToken: () => this.freshToken(),
      on: {
        message: (message) => this.take(message),
        binary: (view) => this.emit(`binary:${view.getUint8(0)}`, view),
        closed: (how) => this.closed(how),
      },
    });
    setInterval(() => this.remember(), REMEMBER_MS);
    this.socket.connect();
  }

  get isLeading() { return this.role === "host" || this.role === "teacher"; }
  get pending() { return this.outbox.items; }
  get bufferedBytes() { return this.socket.bufferedBytes; }
  get bytesReceived() { return this.socket.bytesReceived; }
  get bytesSent() { return this.socket.bytesSent; }
  get wireBytes() { return this.socket.wireBytes; }
  get rttMs() { return this.socket.rttMs; }

  /** Milliseconds of the class clock, now. */
  clock() {
    return Math.max(0, Math.round(performance.now() + this.offsetMs));
  }

  /** Time of day of a moment of the class clock. */
  wallTime(clockMs) {
    return Date.now() - (this.clock() - clockMs);
  }

  /** Call a function on «state», «event:<kind>», «snapshot», «presence», «network», «binary:<kind>», «open», «closed»,
   * «level», «pending» or «refused»; returns what takes it off again. */
  on(name, fn) {
    if (!this.listeners.has(name)) this.listeners.set(name, new Set());
    this.listeners.get(name).add(fn);
    return () => this.listeners.get(name).delete(fn);
  }

  emit(name, ...values) {
    for (const fn of this.listeners.get(name) || []) {
      try {
        fn(...values);
      } catch (error) {
        reportError(error); // one part of the page that fails must not stop the others
      }
    }
  }

  /** Send an event that must not be lost; `{seq}` once stored, rejected with `{code}`. */
  send(kind, data) { return this.outbox.add(kind, data); }

  /** Send what is only for now (a pointer); lost where there is no link. */
  tell(kind, data) { return this.socket.send({ type: kind, data }); }

  sendBinary(bytes) { return this.socket.send(bytes); }
  tryNow() { this.socket.tryNow(); }

  /** Leave for good; a page that is only reloaded (or closed by the device) will want to hear what it missed. */
  leave({ isMeant = true } = {}) {
    if (isMeant) keep(`live-seen:${this.place}`, null);
    else this.remember();
    this.isConnected = false;
    this.socket.leave();
  }

  setLevel(level) {
    this.level = level;
    this.socket.send({ type: "level", level });
    this.emit("level", level);
  }

  /** Tell the server, for the teacher's view of the class network, how this device gets on. */
  reportLink({ lag, lost }) {
    this.socket.send({ type: "link", rtt: Math.round(this.rttMs), lag: Math.round(lag), lost });
  }

  hello() {
    const pending = this.pending.map((item) => item.cid);
    const { token, epoch, head: since, level } = this;
    return { type: "hello", token, epoch: since === null ? null : epoch, since, pending, device: deviceId(), level };
  }

  async freshToken() {
    if (this.hasAskedForToken) return false;
    this.hasAskedForToken = true;
    try {
      const answer = await fetch(this.page, { headers: { Accept: "application/json" } });
      const fresh = answer.ok && !answer.redirected ? await answer.json() : {};
      if (fresh.token) this.token = fresh.token;
      return Boolean(fresh.token);
    } catch {
      this.hasAskedForToken = false; // no link, no answer: asked again at the next attempt
      return true;
    }
  }

  take(message) {
    if ("seq" in message && message.type !== "ack" && message.type !== "snapshot") return this.apply([message]);
    const take = this[`take_${message.type}`];
    if (take) take.call(this, message);
    else this.emit(`event:${message.type}`, message);
  }

  take_welcome({ epoch, number, role, clock, token }) {
    Object.assign(this, { epoch, number, role, isConnected: true, hasAskedForToken: false });
    if (token) this.token = token;
    this.offsetMs = clock - performance.now();
    this.present.clear();
    this.noteMissed(clock);
    this.outbox.open(true);
    this.emit("open");
  }

  take_events({ events }) { this.apply(events); }

  take_snapshot({ seq, state, own }) {
    this.state = { ...newState(), ...state };
    for (const event of own) reduceEvent(this.state, event);
    this.head = seq;
    this.emit("snapshot", this.state);
    this.emit("state", this.state, []);
  }

  take_ack({ cid, seq }) { this.outbox.acked(cid, seq); }

  take_error({ code, cid }) {
    const item = cid && this.outbox.refused(cid, code);
    if (item || !cid) this.emit("refused", { code, item });
  }

  /** Differences, or all of them; in a large room those who don't lead are told the count alone. */
  take_presence({ on, off, count, all }) {
    if (all) this.present.clear();
    for (const number of on) this.present.add(number);
    for (const number of off) this.present.delete(number);
    this.presentCount = count;
    this.emit("presence", this.present, count);
  }

  take_network({ cells }) { this.emit("network", cells); }
  take_token({ token }) { this.token = token; }
  take_pong({ clock }) { this.offsetMs = clock + this.rttMs / 2 - performance.now(); }

  /** Apply events in order; a repeat is passed over, a gap asks the server for the rest. */
  apply(events) {
    const applied = [];
    for (const event of events) {
      if (this.head !== null && event.seq <= this.head) continue;
      const isNext = this.head === null || event.seq === this.head + 1;
      if (!isNext && event.type) {
        this.socket.cut();
        break;
      }
      this.head = event.seq;
      if (!event.type) continue;
      reduceEvent(this.state, event);
      applied.push(event);
      this.emit(`event:${event.type}`, event);
    }
    if (applied.length) this.emit("state", this.state, applied);
  }

  closed(how) {
    if (this.isConnected) this.cutAt = this.clock() - Math.round(performance.now() - this.socket.lastByteAt);
    this.isConnected = false;
    this.outbox.open(false);
    if (how.code === 1009) this.emit("refused", { code: "too_long", item: this.outbox.dropLargest() });
    this.emit("closed", how);
  }

  /** Note what was said while this device was away, also if its page was closed meanwhile. */
  noteMissed(clock) {
    const from = this.cutAt ?? kept(`live-seen:${this.place}`);
    if (from !== null && clock - from > MISSED_MS) this.missed.push({ from, to: clock });
  }

  remember() {
    if (this.isConnected) keep(`live-seen:${this.place}`, this.clock());
  }
}

/** Enter the room of a page: `{address, page, token, uuid, number, role, level}`. */
export function joinRoom(options) {
  return new Room(options);
}
