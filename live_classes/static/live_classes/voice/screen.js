// Shows the pictures that somebody sends, in a corner of the stage; a tap makes them large.
import { copy, find } from "../room/dom.js";
import { KEY_FRAME, SCREEN, readFrame } from "./frames.js";

const GONE_MS = 9000; // two key frames did not come

export class Screen {
  constructor({ root, onUnseen }) {
    Object.assign(this, { root, onUnseen, last: null, shown: 0, paintedAt: 0, pictures: 0 });
    this.button = copy(root, "video").element;
    this.canvas = find("canvas", this.button);
    this.button.addEventListener("click", () => {
      this.button.setAttribute("aria-pressed", String(this.button.getAttribute("aria-pressed") !== "true"));
    });
    find("[data-stage]", root).append(this.button);
    setInterval(() => { if (performance.now() - this.paintedAt > GONE_MS) this.hide(); }, 1000);
  }

  /** Take a frame of the wire. */
  push(view) {
    const frame = readFrame(view);
    if (!frame) return;
    if (typeof VideoDecoder !== "function") {
      this.onUnseen();
      return;
    }
    const isKey = Boolean(frame.flags & KEY_FRAME);
    const source = `${frame.stream} ${frame.flags & SCREEN}`;
    const follows = this.source === source && frame.number === this.last + 1;
    // A picture that rests on one we never got would only be a smear.
    if (!isKey && (!follows || this.decoder?.state !== "configured")) return;
    if (isKey && (this.source !== source || this.decoder?.state !== "configured")) this.#open(source, frame);
    this.last = frame.number;
    const type = isKey ? "key" : "delta";
    this.decoder.decode(new EncodedVideoChunk({ type, timestamp: frame.mediaMs * 1000, data: frame.payload }));
  }

  #open(source, { flags }) {
    this.close();
    this.source = source;
    this.button.setAttribute("aria-pressed", "false");
    this.button.classList.toggle("is-screen", Boolean(flags & SCREEN));
    this.decoder = new VideoDecoder({ output: (picture) => this.#paint(picture), error: () => { this.source = null; } });
    this.decoder.configure({ codec: "vp8", optimizeForLatency: true });
  }

  #paint(picture) {
    const { displayWidth: width, displayHeight: height } = picture;
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    this.canvas.getContext("2d").drawImage(picture, 0, 0);
    picture.close();
    this.button.hidden = false;
    this.paintedAt = performance.now();
    this.pictures += 1;
    this.root.dataset.pictures = String(this.pictures);
  }

  hide() {
    this.button.hidden = true;
  }

  close() {
    if (this.decoder && this.decoder.state !== "closed") this.decoder.close();
    this.source = null;
  }
}
