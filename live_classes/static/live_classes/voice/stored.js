// Plays voice that was kept: what somebody missed, a piece of a recording. Decodes a few seconds ahead, never all at once.
import { decoderMaker, isPacket } from "./decode.js";
import { readFrame, splitFrames } from "./frames.js";
import { packetMs } from "./opus.js";

const RATE = 48_000;
const AHEAD_S = 4;
const METER_SAMPLES = 16_384; // 0.34 s: longer than the time between two looks, so no sound slips through
const FIRST_S = 0.15;
const LONG_GAP_MS = 900; // a longer silence is heard as a short one
const SHORT_GAP_MS = 400;

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Fetch a stretch of kept voice: its frames, in order of time. */
export async function fetchVoice(address, { from, to }) {
  const answer = await fetch(`${address}?tu=${Math.floor(from)}&den=${Math.ceil(to)}`);
  if (!answer.ok || answer.redirected) throw new TypeError(`voice ${answer.status}`);
  const views = splitFrames(await answer.arrayBuffer());
  return views.map(readFrame).filter((frame) => frame && isPacket(frame.payload));
}

/** Give each frame the second at which it is played, from 0, with long silences shortened. */
export function timed(frames) {
  let shift = frames[0]?.mediaMs ?? 0;
  let ends = shift;
  return frames.map((frame) => {
    const gap = frame.mediaMs - ends;
    if (gap > LONG_GAP_MS) shift += gap - SHORT_GAP_MS;
    ends = Math.max(ends, frame.mediaMs + packetMs(frame.payload));
    return { frame, at: (frame.mediaMs - shift) / 1000 };
  });
}

export class StoredVoice {
  /** `context` is a running AudioContext, `opusDecoder` the address of the WASM decoder. */
  constructor({ context, opusDecoder = "" }) {
    Object.assign(this, { context, opusDecoder, isStopped: false });
    this.gain = new GainNode(context);
    this.gain.connect(context.destination);
    this.meter = new AnalyserNode(context, { fftSize: METER_SAMPLES });
    this.gain.connect(this.meter);
    this.heard = new Float32Array(this.meter.fftSize);
  }

  /** How loud what is heard now is (root mean square). */
  get energy() {
    this.meter.getFloatTimeDomainData(this.heard);
    return Math.sqrt(this.heard.reduce((sum, value) => sum + value * value, 0) / this.heard.length);
  }

  /** Play frames to their end; `onMoment(mediaMs)` is told what is heard. */
  async play(frames, onMoment = () => {}) {
    const makeDecoder = await decoderMaker({ opusDecoder: this.opusDecoder });
    const begins = this.context.currentTime + FIRST_S;
    const decoders = new Map();
    const times = new Map(); // stream and moment → second
    for (const { frame, at } of timed(frames)) {
      while (!this.isStopped && begins + at > this.context.currentTime + AHEAD_S) await sleep(100);
      if (this.isStopped) break;
      const { stream, mediaMs, payload } = frame;
      times.set(`${stream} ${mediaMs}`, begins + at);
      if (!decoders.has(stream)) {
        decoders.set(stream, makeDecoder((sound) => this.#schedule(sound, times.get(`${stream} ${sound.mediaMs}`), onMoment)));
      }
      decoders.get(stream).decode({ mediaMs, payload });
    }
    const ends = begins + (timed(frames).at(-1)?.at ?? 0) + 0.2;
    while (!this.isStopped && this.context.currentTime < ends) await sleep(100);
    for (const decoder of decoders.values()) decoder.close();
  }

  #schedule({ samples, mediaMs }, at, onMoment) {
    if (this.isStopped) return;
    const buffer = new AudioBuffer({ length: samples.length, sampleRate: RATE });
    buffer.copyToChannel(samples, 0);
    const node = new AudioBufferSourceNode(this.context, { buffer });
    node.connect(this.gain);
    node.start(Math.max(at, this.context.currentTime));
    node.onended = () => onMoment(mediaMs);
  }

  /** Play no more, now or later. */
  stop() {
    this.isStopped = true;
    this.gain.disconnect();
  }
}
