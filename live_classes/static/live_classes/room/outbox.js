// Events on their way: kept on the device until the server has stored them, sent again under the same cid.
import { keep, kept } from "../../elearn/device.js";
import { newId } from "./ids.js";

const IN_FLIGHT = 8; // more would only wait in the buffers of a slow link
const PAUSE_MS = 1000; // after «rate_limited»
const FORGOTTEN_AFTER_MS = 2 * 86_400_000;
const PASSING = new Set(["rate_limited", "resync"]);

/** Keys of the device's storage below a prefix; none where it is forbidden. */
function keysBelow(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

export class Outbox {
  /** `prefix` names the room and the person: nobody sends what another left on the same device. */
  constructor(prefix, transmit, changed) {
    Object.assign(this, { prefix, transmit, changed, isOpen: false, pausedUntil: 0 });
    this.items = this.restored();
  }

  restored() {
    const items = [];
    for (const key of keysBelow("live-event:")) {
      const item = kept(key);
      if (!item || Date.now() - item.at > FORGOTTEN_AFTER_MS) keep(key, null);
      else if (key.startsWith(this.prefix)) items.push(item);
    }
    return items.sort((a, b) => a.at - b.at || a.turn - b.turn);
  }

  /** Keep an event and send it as soon as there is a link; settles once the server has answered. */
  add(type, data) {
    const item = { cid: newId(), type, data, at: Date.now(), turn: this.items.length };
    keep(this.prefix + item.cid, item);
    this.items.push(item);
    const answered = new Promise((resolve, reject) => Object.assign(item, { resolve, reject }));
    answered.catch(() => {}); // who does not wait for the answer learns of it by «refused»
    this.changed();
    this.pump();
    return answered;
  }

  /** The link is there (or gone): what was on its way is sent again. */
  open(isOpen) {
    this.isOpen = isOpen;
    for (const item of this.items) item.isSent = false;
    this.pump();
  }

  pump() {
    if (!this.isOpen || Date.now() < this.pausedUntil) return;
    let inFlight = this.items.filter((item) => item.isSent).length;
    for (const item of this.items) {
      if (inFlight >= IN_FLIGHT) return;
      if (item.isSent) continue;
      item.isSent = true;
      inFlight++;
      this.transmit({ type: item.type, cid: item.cid, data: item.data });
    }
  }

  take(cid) {
    const index = this.items.findIndex((item) => item.cid === cid);
    if (index < 0) return null;
    keep(this.prefix + cid, null);
    return this.items.splice(index, 1)[0];
  }

  acked(cid, seq) {
    const item = this.take(cid);
    item?.resolve?.({ seq });
    this.changed();
    this.pump();
  }

  /** The server said no; returns the event it is about unless it is tried again. */
  refused(cid, code) {
    if (PASSING.has(code)) {
      const item = this.items.find((one) => one.cid === cid);
      if (item) item.isSent = false;
      this.pausedUntil = Date.now() + PAUSE_MS;
      setTimeout(() => this.pump(), PAUSE_MS + 1);
      return null;
    }
    const item = this.take(cid);
    item?.reject?.({ code });
    this.changed();
    this.pump();
    return item;
  }

  /** Give up the largest event: one frame was more than the server takes. */
  dropLargest() {
    const size = (item) => JSON.stringify(item.data).length;
    const largest = [...this.items].sort((a, b) => size(b) - size(a))[0];
    return largest && this.refused(largest.cid, "too_long");
  }
}
