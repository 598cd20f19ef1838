// Plays the voices of a room: one decoder a speaker, all mixed by the worklet.
import { decoderMaker, isPacket } from "./decode.js";
import { AFTER_SILENCE, readFrame } from "./frames.js";

const RATE = 48_000;
const IDLE_MS = 5000; // a speaker who says nothing for so long gets their decoder closed
const SPEAKING = 0.008; // RMS from which somebody is heard

export class VoicePlayer {
  /** `clock()` is the class clock, for `lagMs`; the addresses are those of the worklet and of the WASM decoder. */
  constructor({ workletAddress, opusDecoder = "", clock = null, forceWasm = false, context = null }) {
    Object.assign(this, { workletAddress, opusDecoder, clock, forceWasm, context });
    Object.assign(this, { energy: 0, lagMs: 0, depthMs: 0, targetMs: 0, framesReceived: 0, isSilenced: false });
    this.speakers = new Map(); // stream → {decoder, heardAt, lastNumber, stats}
    this.past = { underruns: 0, lateBlocks: 0 };
    this.framesLost = 0;
    this.onreport = null;
  }

  /** Begin to play; to be called from a tap, else browsers keep the sound back. */
  start() {
    this.ready ??= this.#start();
    this.context?.resume?.();
    return this.ready;
  }

  async #start() {
    this.context ??= new AudioContext({ sampleRate: RATE, latencyHint: "interactive" });
    this.gain = new GainNode(this.context);
    this.gain.connect(this.context.destination);
    const resumed = this.context.resume(); // may wait for a tap: nothing here waits for it
    resumed.catch(() => {});
    const [makeDecoder] = await Promise.all([decoderMaker(this), this.context.audioWorklet.addModule(this.workletAddress)]);
    this.makeDecoder = makeDecoder;
    this.node = new AudioWorkletNode(this.context, "voice-player", { numberOfInputs: 0, outputChannelCount: [1] });
    this.node.connect(this.gain);
    this.node.port.onmessage = ({ data }) => this.#report(data);
    this.tidying = setInterval(() => this.#tidy(), 1000);
  }

  get isPlaying() { return this.context?.state === "running"; }
  get underruns() { return this.past.underruns + this.#sum("underruns"); }
  get lateBlocks() { return this.past.lateBlocks + this.#sum("lateBlocks"); }

  /** Numbers of those who are heard now, the loudest first. */
  get speaking() {
    const heard = [...this.speakers].filter(([, { stats }]) => stats?.energy > SPEAKING);
    return heard.sort(([, a], [, b]) => b.stats.energy - a.stats.energy).map(([stream]) => stream);
  }

  set volume(value) {
    if (this.gain) this.gain.gain.value = value;
  }

  /** Take a frame as it came over the wire. */
  push(view) {
    const frame = readFrame(view);
    if (!this.node || !frame || !this.isPlaying || this.isSilenced || !isPacket(frame.payload)) return;
    const speaker = this.#speaker(frame.stream);
    const gap = speaker.lastNumber === null ? 0 : frame.number - speaker.lastNumber - 1;
    if (gap > 0 && gap < 1000) this.framesLost += gap;
    this.framesReceived += 1;
    Object.assign(speaker, { lastNumber: frame.number, heardAt: performance.now() });
    const isAfterSilence = Boolean(frame.flags & AFTER_SILENCE);
    speaker.decoder.decode({ mediaMs: frame.mediaMs, isAfterSilence, payload: frame.payload });
  }

  #speaker(stream) {
    let speaker = this.speakers.get(stream);
    if (!speaker) {
      const play = (block) => this.node.port.postMessage({ stream, block }, [block.samples.buffer]);
      speaker = { decoder: this.makeDecoder(play), heardAt: 0, lastNumber: null, stats: null };
      this.speakers.set(stream, speaker);
    }
    return speaker;
  }

  #sum(name) {
    return [...this.speakers.values()].reduce((sum, { stats }) => sum + (stats?.[name] || 0), 0);
  }

  #report(streams) {
    for (const stats of streams) {
      const speaker = this.speakers.get(stats.stream);
      if (speaker) speaker.stats = stats;
    }
    this.energy = Math.hypot(...streams.map(({ energy }) => energy), 0);
    const playing = streams.filter(({ playheadMs }) => playheadMs !== null);
    this.depthMs = Math.max(0, ...playing.map(({ depthMs }) => depthMs));
    this.targetMs = Math.max(0, ...playing.map(({ targetMs }) => targetMs));
    if (playing.length) this.lagMs = this.#lag(Math.min(...playing.map(({ playheadMs }) => playheadMs)));
    this.onreport?.(this);
  }

  #lag(playheadMs) {
    const device = ((this.context.outputLatency || 0) + (this.context.baseLatency || 0)) * 1000;
    return Math.max(0, Math.round((this.clock ? this.clock() - playheadMs : this.depthMs) + device));
  }

  #tidy() {
    const before = performance.now() - IDLE_MS;
    for (const [stream, speaker] of this.speakers) if (speaker.heardAt < before) this.#forget(stream, speaker);
  }

  #forget(stream, { decoder, stats }) {
    decoder.close();
    this.past.underruns += stats?.underruns || 0;
    this.past.lateBlocks += stats?.lateBlocks || 0;
    this.speakers.delete(stream);
    this.node.port.postMessage({ stream, close: true });
  }

  /** Decode nothing from now on (text only), or again. */
  silence(isSilenced) {
    this.isSilenced = isSilenced;
    if (!isSilenced) return;
    for (const [stream, speaker] of this.speakers) this.#forget(stream, speaker);
    Object.assign(this, { energy: 0, lagMs: 0 });
  }

  async close() {
    clearInterval(this.tidying);
    await this.ready?.catch(() => {});
    this.silence(true);
    await this.context?.close();
  }
}
