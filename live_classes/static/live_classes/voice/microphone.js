// The microphone button, the invitation to speak, and what to do where the microphone does not come.
import { find, setText } from "../room/dom.js";
import { VoiceCapture } from "./capture.js";

export class Microphone {
  /** `isAllowed()` tells whether this person may speak now. */
  constructor({ room, root, say, workletAddress, isAllowed }) {
    Object.assign(this, { room, root, say, workletAddress, isAllowed, capture: null, step: null });
    this.buttons = [...root.querySelectorAll("[data-mic]")];
    this.invite = find("[data-invite]", root);
    this.trouble = find("[data-trouble]", root);
    this.wasAllowed = room.isLeading;
    find("[data-retry]", this.trouble).addEventListener("click", () => this.open());
    find("[data-accept]", this.invite)?.addEventListener("click", () => this.open());
    find("[data-later]", this.invite)?.addEventListener("click", () => { this.invite.hidden = true; });
    room.on("state", () => this.follow());
    this.follow();
  }

  get isOn() { return Boolean(this.capture?.isOn); }

  /** Do what the room says: invited, or no longer to be heard. */
  follow() {
    const isAllowed = this.isAllowed();
    if (isAllowed && !this.wasAllowed) this.invite.hidden = this.isOn;
    if (!isAllowed) {
      this.invite.hidden = true;
      this.trouble.hidden = true;
      if (this.isOn) {
        this.close();
        this.room.emit("notice", this.say("muted"));
      }
    }
    this.wasAllowed = isAllowed;
    this.draw();
  }

  toggle() {
    if (this.isOn) this.close();
    else this.open();
  }

  async open() {
    if (!this.isAllowed() || this.isOn) return;
    this.invite.hidden = true;
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
    const isAllowed = this.isAllowed();
    for (const button of this.buttons) {
      button.disabled = !isAllowed;
      button.setAttribute("aria-pressed", String(this.isOn));
      const words = find("span[data-words]", button);
      setText(words, this.isOn ? words.dataset.on : words.dataset.words);
    }
  }
}
