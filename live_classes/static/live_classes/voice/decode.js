// Opus packets to sound: by the browser where it can, else in WebAssembly, loaded only then.
import { packetMs } from "./opus.js";

const RATE = 48_000;
const CONFIG = { codec: "opus", sampleRate: RATE, numberOfChannels: 1 };
let library = null;

async function isNative() {
  try {
    return (await AudioDecoder.isConfigSupported(CONFIG)).supported === true;
  } catch {
    return false; // no AudioDecoder, or one that does not know Opus
  }
}

/** Load a classic script once; resolves with what it leaves under its name. */
function loadLibrary(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(globalThis["opus-decoder"].OpusDecoder);
    script.onerror = () => {
      library = null;
      script.remove();
      reject(new TypeError("opus-decoder"));
    };
    document.head.append(script);
  });
  return library;
}

class NativeDecoder {
  #decoder = null;
  #waiting = []; // what is known of packets whose sound has not come back yet

  constructor(onSound) {
    this.onSound = onSound;
  }

  #open() {
    this.#waiting = [];
    this.#decoder = new AudioDecoder({
      output: (sound) => this.#output(sound),
      error: () => { this.#decoder = null; }, // the next packet opens another one
    });
    this.#decoder.configure(CONFIG);
  }

  #output(sound) {
    const about = this.#waiting.shift();
    const samples = new Float32Array(sound.numberOfFrames);
    sound.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
    sound.close();
    if (about) this.onSound({ ...about, samples });
  }

  decode({ payload, ...about }) {
    if (!this.#decoder || this.#decoder.state === "closed") this.#open();
    this.#waiting.push(about);
    this.#decoder.decode(new EncodedAudioChunk({ type: "key", timestamp: about.mediaMs * 1000, data: payload }));
  }

  close() {
    if (this.#decoder && this.#decoder.state !== "closed") this.#decoder.close();
    this.#decoder = null;
  }
}

class WasmDecoder {
  constructor(onSound, OpusDecoder) {
    this.onSound = onSound;
    this.decoder = new OpusDecoder({ channels: 1, sampleRate: RATE, preSkip: 0 });
    this.isReady = false;
    this.decoder.ready.then(() => { this.isReady = true; });
  }

  decode({ payload, ...about }) {
    if (!this.isReady) return; // what comes in these milliseconds is lost, as for who comes late
    const { channelData, samplesDecoded } = this.decoder.decodeFrame(payload);
    if (samplesDecoded) this.onSound({ ...about, samples: channelData[0].slice(0, samplesDecoded) });
  }

  close() {
    this.decoder.ready.then(() => this.decoder.free());
  }
}

/** Return a function that makes a decoder; `opusDecoder` is the address of the library for browsers without one. */
export async function decoderMaker({ opusDecoder, forceWasm = false }) {
  if (!forceWasm && (await isNative())) return (onSound) => new NativeDecoder(onSound);
  const OpusDecoder = await loadLibrary(opusDecoder);
  return (onSound) => new WasmDecoder(onSound, OpusDecoder);
}

/** Whether a payload is worth decoding: a broken one could end a decoder for all that follow. */
export const isPacket = (payload) => packetMs(payload) > 0;
