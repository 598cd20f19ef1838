// Hands the sound of the microphone on in blocks of one frame (60 or 120 ms), with how loud it is.

class Capture extends AudioWorkletProcessor {
  #size;
  #block;
  #filled = 0;

  constructor({ processorOptions }) {
    super();
    this.#resize(processorOptions.blockSamples);
    this.port.onmessage = ({ data }) => this.#resize(data.blockSamples);
  }

  #resize(samples) {
    this.#size = samples;
    this.#block = new Float32Array(samples);
    this.#filled = 0;
  }

  process([[input]]) {
    if (!input) return true; // the microphone was taken away for a moment
    for (let at = 0; at < input.length; ) {
      const part = input.subarray(at, at + this.#size - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#size) this.#hand();
    }
    return true;
  }

  #hand() {
    const samples = this.#block;
    const energy = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
    this.port.postMessage({ samples, energy }, [samples.buffer]);
    this.#resize(this.#size);
  }
}

registerProcessor("voice-capture", Capture);
