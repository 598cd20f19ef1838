// Mixes the voices of several people on the audio thread; sound comes from decoders by messages.
import { JitterBuffer } from "./voice/jitter.js";

const REPORT_SECONDS = 0.25;

class Player extends AudioWorkletProcessor {
  #voices = new Map(); // stream → {buffer, squares, samples}
  #reportedAt = 0;
  #own = new Float32Array(128);

  constructor() {
    super();
    this.port.onmessage = ({ data }) => this.#receive(data);
  }

  #receive({ stream, close, block }) {
    if (close) {
      this.#voices.delete(stream);
      return;
    }
    if (!this.#voices.has(stream)) this.#voices.set(stream, { buffer: new JitterBuffer(), squares: 0, samples: 0 });
    this.#voices.get(stream).buffer.push(block, currentTime * 1000);
  }

  process(_inputs, [[output]]) {
    if (this.#own.length !== output.length) this.#own = new Float32Array(output.length);
    const own = this.#own;
    for (const voice of this.#voices.values()) {
      own.fill(0);
      if (!voice.buffer.pull(own, currentTime * 1000)) continue;
      for (let i = 0; i < own.length; i += 1) {
        output[i] += own[i];
        voice.squares += own[i] * own[i];
      }
      voice.samples += own.length;
    }
    if (currentTime - this.#reportedAt >= REPORT_SECONDS) this.#report();
    return true;
  }

  #report() {
    this.#reportedAt = currentTime;
    const streams = [];
    for (const [stream, voice] of this.#voices) {
      const { playheadMs, depthMs, targetMs, underruns, lateBlocks, skippedMs } = voice.buffer;
      const energy = voice.samples ? Math.sqrt(voice.squares / voice.samples) : 0;
      streams.push({ stream, energy, playheadMs, depthMs, targetMs, underruns, lateBlocks, skippedMs });
      voice.squares = voice.samples = 0;
    }
    this.port.postMessage(streams);
  }
}

registerProcessor("voice-player", Player);
