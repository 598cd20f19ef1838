// Packets of an encoder to what is sent: joined to the length of a frame, silence left out. Pure.
import { joinPackets, packetMs } from "./opus.js";

const SILENT_BYTES = 3; // an encoder that hears nothing makes packets of this size at most

export class Packetizer {
  #parts = [];
  #starts = 0;
  #length = 0;
  #isAfterSilence = true;

  /** `onFrame(payload, {mediaMs, isAfterSilence})` gets what is to be sent. */
  constructor({ frameMs, onFrame }) {
    Object.assign(this, { frameMs, onFrame });
  }

  /** Take a packet whose sound began at `mediaMs`; `isSilent` where the encoder itself does not leave silence out. */
  take(packet, mediaMs, isSilent = false) {
    const ms = packetMs(packet);
    if (packet.length <= SILENT_BYTES || isSilent) {
      this.flush();
      this.#isAfterSilence = true;
      return;
    }
    if (!this.#parts.length) this.#starts = mediaMs;
    this.#parts.push(packet);
    this.#length += ms;
    if (this.#length + ms > this.frameMs) this.flush();
  }

  /** Send what waits for the rest of its frame. */
  flush() {
    if (!this.#parts.length) return;
    const joined = joinPackets(this.#parts);
    let starts = this.#starts;
    for (const payload of joined ? [joined] : this.#parts) {
      this.onFrame(payload, { mediaMs: starts, isAfterSilence: this.#isAfterSilence });
      starts += packetMs(payload);
      this.#isAfterSilence = false;
    }
    this.#parts = [];
    this.#length = 0;
  }
}
