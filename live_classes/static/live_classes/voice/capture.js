// The microphone of this device, as frames of the room: taken, encoded, sent as far as the link takes them.
import { makeEncoder } from "./encode.js";
import { AFTER_SILENCE, LONG, VOICE, packFrame } from "./frames.js";
import { Ladder, STEPS } from "./ladder.js";
import { MediaClock } from "./media_clock.js";

const RATE = 48_000;
const MAX_BUFFERED = 2000; // bytes that wait in the socket: more would only arrive too late
const ASKED = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const TROUBLES = {
  NotAllowedError: "mic_denied", SecurityError: "mic_denied", NotFoundError: "mic_missing", OverconstrainedError: "mic_missing",
  NotReadableError: "mic_busy", AbortError: "mic_busy",
};

/** What keeps the microphone from us; `code` names the words for it. */
export class MicTrouble extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** Ask for the microphone. */
export async function openMicrophone() {
  if (!navigator.mediaDevices?.getUserMedia) throw new MicTrouble("mic_unsupported");
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: ASKED });
  } catch (error) {
    throw new MicTrouble(TROUBLES[error.name] || "mic_busy");
  }
}

export class VoiceCapture {
  /** `send(bytes)` sends a frame, `buffered()` tells what waits, `clock()` the class clock, `rtt()` the link's answer time;
   * `onTrouble(code)` is told when the microphone goes away. */
  constructor({ workletAddress, stream, send, clock, buffered = () => 0, rtt = () => 0, onTrouble = () => {}, forceRecorder = false }) {
    Object.assign(this, { workletAddress, stream, send, clock, buffered, rtt, onTrouble, forceRecorder });
    Object.assign(this, { energy: 0, framesSent: 0, framesDropped: 0, bytesSent: 0, isOn: false });
    this.ladder = new Ladder();
    this.number = 0;
  }

  /** Open the microphone and begin to send. */
  async start() {
    this.isOn = true;
    const microphone = await openMicrophone();
    if (!this.isOn) return microphone.getTracks().forEach((track) => track.stop()); // switched off meanwhile
    this.microphone = microphone;
    const [track] = microphone.getAudioTracks();
    track.onended = () => this.#lost("mic_ended");
    track.onmute = () => { this.energy = 0; }; // a phone call: the browser gives it back by itself
    this.context = new AudioContext({ sampleRate: RATE });
    await this.context.audioWorklet.addModule(this.workletAddress);
    await this.context.resume();
    await this.#encode();
    const processorOptions = { blockSamples: this.#blockSamples };
    this.node = new AudioWorkletNode(this.context, "voice-capture", { numberOfOutputs: 0, processorOptions });
    this.node.port.onmessage = ({ data }) => this.#take(data);
    this.placed = new MediaClock();
    this.source = new MediaStreamAudioSourceNode(this.context, { mediaStream: microphone });
    this.source.connect(this.node);
  }

  get #blockSamples() { return (this.encoder.blockMs * RATE) / 1000; }
  get step() { return STEPS[this.ladder.step]; }

  async #encode() {
    const { microphone, step, clock, forceRecorder } = this;
    const onFrame = (payload, about) => this.#send(payload, about, step);
    const onTrouble = (code) => this.#lost(code);
    const encoder = await makeEncoder({ stream: microphone, step, clock, forceRecorder, onFrame, onTrouble });
    if (!encoder) throw new MicTrouble("mic_unsupported");
    this.encoder?.close();
    this.encoder = encoder;
    this.node?.port.postMessage({ blockSamples: this.#blockSamples });
  }

  #take({ samples, energy }) {
    this.energy = energy;
    const mediaMs = this.placed.place(this.clock(), (samples.length * 1000) / RATE);
    this.encoder.encode(samples, mediaMs, energy);
  }

  #send(payload, { mediaMs, isAfterSilence }, step) {
    if (!this.isOn) return;
    const isDropped = this.buffered() > MAX_BUFFERED;
    if (this.ladder.note(isDropped, performance.now(), this.rtt())) this.#change();
    const flags = (step.frameMs > 60 ? LONG : 0) | (isAfterSilence ? AFTER_SILENCE : 0);
    const frame = packFrame({ kind: VOICE, flags, stream: this.stream, number: this.number, mediaMs, payload });
    this.number += 1;
    if (isDropped) {
      this.framesDropped += 1;
      return;
    }
    this.framesSent += 1;
    this.bytesSent += frame.byteLength;
    this.send(frame);
  }

  /** Hold a step of the ladder, or follow the link again (null). */
  choose(step) {
    this.ladder.choose(step);
    this.#change();
  }

  #change() {
    if (this.encoder) this.#encode().catch((error) => this.#lost(error.code || "mic_encoder"));
  }

  /** Wake up after a phone call or a change of tabs. */
  resume() {
    if (this.isOn && this.context?.state !== "running") this.context?.resume().catch(() => {});
  }

  #lost(code) {
    if (!this.isOn) return;
    this.stop();
    this.onTrouble(code);
  }

  /** Let go of the microphone. */
  stop() {
    this.isOn = false;
    this.energy = 0;
    this.encoder?.close();
    this.microphone?.getTracks().forEach((track) => {
      track.onended = null;
      track.stop();
    });
    if (this.context && this.context.state !== "closed") this.context.close();
  }
}
