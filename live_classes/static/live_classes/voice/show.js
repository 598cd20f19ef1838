// Sends the camera or a screen as few small pictures: VP8 in frames of the room, skipped where the link is full.
import { KEY_FRAME, SCREEN, VIDEO, packFrame } from "./frames.js";

// A picture must fit into one frame of the room; a screen is larger and changes less.
const KINDS = {
  camera: { width: 320, height: 180, kbps: 60, rate: 8, flags: 0 },
  screen: { width: 800, height: 450, kbps: 90, rate: 5, flags: SCREEN },
};
const KEY_MS = 4000;
const MAX_BUFFERED = 4000;
const MOST_BYTES = 59_000;

/** Whether this browser can send pictures. */
export const canShow = () => typeof VideoEncoder === "function";

/** Return width and height that fit a picture into a kind's frame, both even as VP8 wants. */
export function fitted({ width, height }, most) {
  const share = Math.min(1, most.width / width, most.height / height);
  const even = (value) => Math.max(2, 2 * Math.round((value * share) / 2));
  return { width: even(width), height: even(height) };
}

export class Show {
  /** `kind` is camera or screen; `send(bytes)`, `buffered()`, `clock()` as for voice; `onEnd(code)` when it ends by itself. */
  constructor({ kind, stream, send, buffered, clock, onEnd }) {
    Object.assign(this, { kind, stream, send, buffered, clock, onEnd, ...KINDS[kind] });
    Object.assign(this, { number: 0, bytesSent: 0, keyAt: -Infinity, isOn: false });
  }

  async start() {
    this.isOn = true;
    const asked = { width: this.width, height: this.height, frameRate: this.rate };
    const media = navigator.mediaDevices;
    this.source = this.kind === "camera"
      ? await media.getUserMedia({ video: { width: { ideal: 640 }, frameRate: { ideal: 15 } } })
      : await media.getDisplayMedia({ video: { frameRate: asked.frameRate } });
    this.source.getVideoTracks()[0].onended = () => this.#end("");
    this.video = Object.assign(document.createElement("video"), { srcObject: this.source, muted: true, playsInline: true });
    await this.video.play();
    this.canvas = document.createElement("canvas");
    Object.assign(this.canvas, fitted({ width: this.video.videoWidth, height: this.video.videoHeight }, asked));
    this.encoder = new VideoEncoder({ output: (chunk) => this.#output(chunk), error: () => this.#end("video_unsupported") });
    const { width, height } = this.canvas;
    this.encoder.configure({ codec: "vp8", width, height, bitrate: this.kbps * 1000, framerate: this.rate, latencyMode: "realtime" });
    this.timer = setInterval(() => this.#take(), 1000 / this.rate);
  }

  /** Somebody came who has no picture yet: let the next one stand by itself. */
  askForKey() {
    this.keyAt = -Infinity;
  }

  #take() {
    if (this.buffered() > MAX_BUFFERED || this.encoder.encodeQueueSize > 1 || this.encoder.state !== "configured") return;
    this.canvas.getContext("2d").drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    const now = performance.now();
    const frame = new VideoFrame(this.canvas, { timestamp: Math.round(now * 1000) });
    const keyFrame = now - this.keyAt > KEY_MS;
    if (keyFrame) this.keyAt = now;
    this.encoder.encode(frame, { keyFrame });
    frame.close();
  }

  #output(chunk) {
    if (chunk.byteLength > MOST_BYTES) return this.askForKey();
    const payload = new Uint8Array(chunk.byteLength);
    chunk.copyTo(payload);
    const flags = this.flags | (chunk.type === "key" ? KEY_FRAME : 0);
    const bytes = packFrame({ kind: VIDEO, flags, stream: this.stream, number: this.number, mediaMs: this.clock(), payload });
    this.number += 1;
    this.bytesSent += bytes.byteLength;
    return this.send(bytes);
  }

  #end(code) {
    if (!this.isOn) return;
    this.stop();
    this.onEnd(code);
  }

  stop() {
    this.isOn = false;
    clearInterval(this.timer);
    this.source?.getTracks().forEach((track) => track.stop());
    if (this.encoder && this.encoder.state !== "closed") this.encoder.close();
  }
}
