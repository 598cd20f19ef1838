// Fetches the voice of a class piece by piece, a minute ahead: one after the other, so that the first one comes soon.
import { readFrame, splitFrames } from "../voice/frames.js";
import { piecesWanted } from "./timeline.js";

export const PIECE_MS = 15_000; // some 34 KB: four seconds at 64 kbit/s
const AHEAD = 4;
const AGAIN_MS = 5000;

export class Pieces {
  #frames = new Map(); // number → frames
  #loading = null; // {number, controller}
  #restsUntil = 0;

  /** `told({bytes})` when a piece has come, `told({isFailing: true})` when one did not. */
  constructor({ address, minuteBytes, told }) {
    Object.assign(this, { address, minuteBytes, told });
  }

  /** Frames of the piece at a position; undefined while they are not here. */
  at(ms) {
    const number = Math.floor(ms / PIECE_MS);
    return this.minuteBytes[Math.floor(ms / 60_000)] ? this.#frames.get(number) : [];
  }

  /** Ask for what is heard at a position and after it. */
  want(ms) {
    const wanted = piecesWanted(this.minuteBytes, ms, { pieceMs: PIECE_MS, ahead: AHEAD });
    if (this.#loading && !wanted.includes(this.#loading.number)) this.#loading.controller.abort();
    if (this.#loading || performance.now() < this.#restsUntil) return;
    const next = wanted.find((number) => !this.#frames.has(number));
    if (next !== undefined) this.#load(next);
  }

  async #load(number) {
    const controller = new AbortController();
    this.#loading = { number, controller };
    try {
      const address = `${this.address}?tu=${number * PIECE_MS}&den=${(number + 1) * PIECE_MS}`;
      const answer = await fetch(address, { signal: controller.signal });
      if (!answer.ok || answer.redirected) throw new Error(`voice ${answer.status}`);
      const buffer = await answer.arrayBuffer();
      this.#frames.set(number, splitFrames(buffer).map(readFrame).filter(Boolean));
      this.told({ bytes: buffer.byteLength });
    } catch {
      if (!controller.signal.aborted) this.#fail();
    }
    this.#loading = null;
  }

  #fail() {
    this.#restsUntil = performance.now() + AGAIN_MS;
    this.told({ isFailing: true });
  }
}
