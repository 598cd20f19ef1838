// The microphone: on and off, and what to do where it does not come. voice/invitation.js tells who may press its buttons.
import { find, setText } from "../room/dom.js";
import { VoiceCapture } from "./capture.js";

export class Microphone {
  /** `isAllowed()` tells whether this person may speak now. */
  constructor({ room, root, say, workletAddress, isAllowed }) {
    Object.assign(this, { room, root, say, workletAddress, isAllowed, capture: null, step: null });
    this.buttons = [...root.querySelectorAll("[data-mic]")];
    this.trouble = find("[data-trouble]", root);
    find("[data-retry]", this.trouble).addEventListener("click", () => this.open());
    room.on("state", () => this.follow());
    this.follow();
  }

  get isOn() { return Boolean(this.capture?.isOn); }

  /** Be heard no longer where the room says so. Nobody took the microphone away where the class is over. */
  follow() {
    if (this.isAllowed()) return;
    this.trouble.hidden = true;
    if (!this.isOn) return;
    this.close();
    if (this.room.state.phase !== "ended") this.room.emit("notice", this.say("muted"));
  }

  async open() {
    if (!this.isAllowed() || this.isOn) return;
    this.trouble.hidden = true;
    const { room, workletAddress } = this;
    const capture = new VoiceCapture({
      workletAddress,
      stream: room.number,
      clock: () => room.clock(),
      buffered: () => room.bufferedBytes,
      rtt: () => room.rttMs ?? 0,
      send: (bytes) => { if (room.isConnected && this.isAllowed()) room.sendBinary(bytes); },
      onTrouble: (code) => this.fail(code),
    });
    this.capture = capture;
    if (this.step !== null) capture.ladder.choose(this.step);
    this.draw();
    try {
      await capture.start();
    } catch (error) {
      capture.stop();
      this.fail(error.code && this.say(error.code) ? error.code : "mic_busy");
    }
    this.draw();
  }

  close() {
    this.capture?.stop();
    this.capture = null;
    this.draw();
  }

  fail(code) {
    this.capture = null;
    setText(find("[data-said]", this.trouble), this.say(code));
    this.trouble.hidden = false;
    this.draw();
  }

  /** Hold a step of quality, or follow the link (null). */
  choose(step) {
    this.step = step;
    this.capture?.choose(step);
  }

  draw() {
    for (const button of this.buttons) {
      button.setAttribute("aria-pressed", String(this.isOn));
      const words = find("span[data-words]", button);
      setText(words, this.isOn ? words.dataset.on : words.dataset.words);
    }
  }
}
