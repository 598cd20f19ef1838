// The voice of a class that has ended: decoded shortly before it is heard, and given to the sound card at its time.
// At another speed the pitch goes along, as with a tape: stretching it costs more than cheap phones have.
import { decoderMaker } from "../voice/decode.js";
import { PIECE_MS, Pieces } from "./pieces.js";
import { inWindow, runsOf } from "./runs.js";

const RATE = 48_000;
const WINDOW_MS = 2000;
const AHEAD_MS = 5000; // of sound that is decoded before it is heard
const DECODING_MS = 500; // longest wait for a decoder that gives less than it got

export class Sound {
  #decoders = new Map(); // stream → decoder
  #playing = new Set();
  #turn = 0; // sound asked for before a jump is not for after it
  #decodedTo = 0;

  constructor({ opusDecoder, ...voice }) {
    this.opusDecoder = opusDecoder;
    this.pieces = new Pieces(voice);
  }

  /** To be called from a tap. */
  async start() {
    this.context = new AudioContext({ sampleRate: RATE, latencyHint: "playback" });
    const resumed = this.context.resume();
    this.makeDecoder = await decoderMaker({ opusDecoder: this.opusDecoder });
    await resumed;
  }

  /** The clock of the sound card, in milliseconds. */
  now = () => this.context.currentTime * 1000;

  /** Whether the voice at a position is here; asks for it and for what follows. */
  has(ms) {
    this.pieces.want(ms);
    return this.pieces.at(ms) !== undefined;
  }

  /** Decode what comes next and give it to the sound card at its time. */
  pump(clock) {
    const position = clock.position;
    const wanted = Math.min(position + AHEAD_MS * clock.speed, clock.length);
    if (this.#decodedTo < position) this.#decodedTo = position;
    while (this.#decodedTo < wanted && this.pieces.at(this.#decodedTo)) {
      const pieceEnd = (Math.floor(this.#decodedTo / PIECE_MS) + 1) * PIECE_MS;
      const to = Math.min(this.#decodedTo + WINDOW_MS, pieceEnd);
      this.#decode(clock, this.#decodedTo, to);
      this.#decodedTo = to;
    }
  }

  #decode(clock, from, to) {
    const frames = inWindow(this.pieces.at(from), from, to);
    if (!frames.length) return;
    const turn = this.#turn;
    const batch = { left: frames.length, sounds: [], timer: 0 };
    batch.done = () => {
      clearTimeout(batch.timer);
      if (turn === this.#turn) for (const run of runsOf(batch.sounds)) this.#schedule(clock, run);
      batch.done = () => {};
    };
    batch.timer = setTimeout(() => batch.done(), DECODING_MS);
    for (const { stream, mediaMs, payload } of frames) this.#decoder(stream).decode({ stream, mediaMs, batch, payload });
  }

  #decoder(stream) {
    if (!this.#decoders.has(stream)) this.#decoders.set(stream, this.makeDecoder(take));
    return this.#decoders.get(stream);
  }

  #schedule(clock, { mediaMs, samples }) {
    const buffer = new AudioBuffer({ length: samples.length, sampleRate: RATE });
    buffer.copyToChannel(samples, 0);
    const source = new AudioBufferSourceNode(this.context, { buffer, playbackRate: clock.speed });
    const late = this.context.currentTime - clock.whenOf(mediaMs) / 1000;
    const skipped = Math.max(0, late) * clock.speed;
    if (skipped >= buffer.duration) return;
    source.connect(this.context.destination);
    source.onended = () => this.#playing.delete(source);
    source.start(late > 0 ? 0 : this.context.currentTime - late, skipped);
    this.#playing.add(source);
  }

  /** Be silent, and forget what was decoded: after a jump, a pause, another speed. */
  reset() {
    this.#turn += 1;
    this.#decodedTo = 0;
    for (const source of this.#playing) source.stop();
    this.#playing.clear();
  }
}

function take({ stream, mediaMs, batch, samples }) {
  batch.sounds.push({ stream, mediaMs, samples });
  batch.left -= 1;
  if (!batch.left) batch.done();
}
