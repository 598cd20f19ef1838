// Sound to Opus packets: by WebCodecs, or where that is missing by MediaRecorder and its WebM.
import { STEPS, USUAL } from "./ladder.js";
import { Packetizer } from "./packets.js";
import { WebmReader } from "./webm.js";

const RATE = 48_000;
const WEBM = "audio/webm;codecs=opus";
const PIECE_MS = 60;
const QUIET = 0.006; // RMS below which MediaRecorder's packets are not sent
const QUIET_BLOCKS = 8; // in a row: half a second, so that ends of words stay

/** Settings to try, the best first: browsers differ in what they take. */
function configs({ kbps, frameMs }) {
  const plain = { codec: "opus", sampleRate: RATE, numberOfChannels: 1, bitrate: kbps * 1000 };
  const opus = { frameDuration: frameMs * 1000, usedtx: true };
  return [
    { ...plain, bitrateMode: "variable", opus: { ...opus, application: "voip", signal: "voice" } },
    { ...plain, opus: { ...opus, application: "voip" } },
    { ...plain, opus },
    plain,
  ];
}

async function supportedConfig(step) {
  for (const config of configs(step)) {
    try {
      if ((await AudioEncoder.isConfigSupported(config)).supported) return config;
    } catch {
      // a member that this browser refuses to read: the next has fewer
    }
  }
  return null;
}

class NativeEncoder {
  #encoder;
  #count = 0;
  #moments = new Map(); // timestamp given to the encoder → moment of the class

  constructor({ config, step, onFrame, onTrouble }) {
    this.packetizer = new Packetizer({ frameMs: step.frameMs, onFrame });
    this.blockMs = step.frameMs;
    this.#encoder = new AudioEncoder({ output: (chunk) => this.#output(chunk), error: () => onTrouble("mic_encoder") });
    this.#encoder.configure(config);
  }

  #output(chunk) {
    const packet = new Uint8Array(chunk.byteLength);
    chunk.copyTo(packet);
    this.packetizer.take(packet, this.#momentOf(chunk.timestamp));
  }

  #momentOf(timestamp) {
    // Packets may be shorter than blocks: theirs is the moment of the block they lie in, and the time since.
    let found = null;
    for (const [given, moment] of this.#moments) {
      if (given > timestamp + 1) break;
      found = moment + (timestamp - given) / 1000;
    }
    while (this.#moments.size > 8) this.#moments.delete(this.#moments.keys().next().value);
    return found ?? 0;
  }

  encode(samples, mediaMs) {
    if (this.#encoder.state !== "configured") return;
    const timestamp = Math.round((this.#count * 1e6) / RATE);
    this.#count += samples.length;
    this.#moments.set(timestamp, mediaMs);
    const sound = new AudioData({
      format: "f32-planar", sampleRate: RATE, numberOfChannels: 1, numberOfFrames: samples.length, timestamp, data: samples,
    });
    this.#encoder.encode(sound);
    sound.close();
  }

  close() {
    if (this.#encoder.state !== "closed") this.#encoder.close();
  }
}

class RecorderEncoder {
  #starts = null;
  #quiet = 0;

  constructor({ stream, step, onFrame, clock }) {
    this.packetizer = new Packetizer({ frameMs: step.frameMs, onFrame });
    this.blockMs = STEPS[USUAL].frameMs;
    const reader = new WebmReader((packet, ms) => this.#take(packet, ms));
    this.recorder = new MediaRecorder(stream, { mimeType: WEBM, audioBitsPerSecond: step.kbps * 1000 });
    this.recorder.onstart = () => { this.#starts = clock(); };
    this.reading = Promise.resolve();
    this.recorder.ondataavailable = ({ data }) => {
      // Pieces are read one after another, whatever order their bytes come in.
      this.reading = this.reading.then(() => data.arrayBuffer()).then((bytes) => reader.push(new Uint8Array(bytes)));
    };
    this.recorder.start(PIECE_MS);
  }

  #take(packet, ms) {
    this.packetizer.take(packet, (this.#starts ?? 0) + ms, this.#quiet > QUIET_BLOCKS);
  }

  /** The samples only tell whether anybody speaks; the recorder has its own ear. */
  encode(samples, _mediaMs, energy) {
    this.#quiet = energy < QUIET ? this.#quiet + 1 : 0;
  }

  close() {
    if (this.recorder.state !== "inactive") this.recorder.stop();
  }
}

/** Whether this browser can send voice at all. */
export function canEncode() {
  return typeof AudioEncoder === "function" || Boolean(globalThis.MediaRecorder?.isTypeSupported?.(WEBM));
}

/** Return an encoder for a step of the ladder, or null where the browser has none. */
export async function makeEncoder({ stream, step, onFrame, onTrouble, clock, forceRecorder = false }) {
  const config = typeof AudioEncoder === "function" && !forceRecorder ? await supportedConfig(step) : null;
  if (config) return new NativeEncoder({ config, step, onFrame, onTrouble });
  if (globalThis.MediaRecorder?.isTypeSupported?.(WEBM)) return new RecorderEncoder({ stream, step, onFrame, clock });
  return null;
}
